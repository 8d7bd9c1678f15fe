import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { daysSinceEpoch, formatInstant } from "@/lib/core/time/instant";
import { answer } from "@/lib/offline/duckdb/child/answer";
import { Stop } from "@/lib/offline/duckdb/child/run";
import { bundleEngine } from "@/lib/offline/duckdb/engine-under-test";
import { resolveFiles } from "@/lib/offline/duckdb/paths";
import { createEnginePool } from "@/lib/offline/duckdb/pool";
import type { CallLimits } from "@/lib/offline/duckdb/protocol";
import { openSandbox } from "@/lib/offline/duckdb/sandbox";
import type { PitResult } from "@/lib/offline/engine";
import { type BenchOptions, type Metric, median, metric } from "./report";

const ROUNDS = 7;
const SPINE_ROWS = 1000;
const SHIFT_WEEKS = 1300;
/** Largest airports of the data, by departures; the spine asks for them about as often as flights leave them. */
const AIRPORTS =
  "ORD DFW ATL LAX PHX STL DTW LAS MSP DEN CLT SFO EWR IAH PHL SEA BOS LGA CVG PIT MCO SLC BWI DCA SAN MCI OAK TPA PDX MIA".split(
    " ",
  );
const LIMITS: CallLimits = {
  memoryLimitMb: 4096,
  residentLimitMb: 16_384,
  spillLimitMb: 8192,
  threads: 2,
  resultBytesMax: 64 * 1024 * 1024,
};

/**
 * A preview of 1 000 spine rows over 3 million flights: the whole call (sandbox, spine, join with ties, TTL and
 * provenance, result, warnings) against one plain ASOF join without any of these, in one warm process with the same
 * threads; and the time to the rows through a warm child process.
 */
export async function pitPreview({ scale }: BenchOptions): Promise<Metric[]> {
  const root = await mkdtemp(path.join(tmpdir(), "asof-bench-"));
  const workDir = path.join(root, "work");
  const engine = createEnginePool({
    roots: [root],
    writeRoot: root,
    workDir,
    enginePath: await bundleEngine(root),
    onLog: () => {},
  });
  try {
    // The package exports its entry alone; the data lies beside the folder of that.
    const entry = createRequire(import.meta.url).resolve("vega-datasets");
    const inputPath = path.join(path.dirname(entry), "../data/flights-3m.parquet");
    await engine.prepareFiles(
      { recipe: "demo_flights", inputPath, outputFolder: "demo", parameters: { shiftWeeks: SHIFT_WEEKS } },
      call(),
    );
    const plan = planFor(Math.max(1, Math.round(SPINE_ROWS * scale)));
    const { ours, peer } = await compare(root, plan);
    const rows: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const result = await engine.runPit(plan, call());
      rows.push(performance.now() - start);
      if (result.rows.length !== result.rowCount) throw new Error("a preview lost rows");
    }
    return [
      metric({
        name: "pit-preview",
        case: "1 000 rows over 3 M, whole call",
        unit: "ms",
        ours,
        peerName: "plain ASOF join",
        peer,
        goal: "<= 0.5",
      }),
      metric({
        name: "pit-preview",
        case: "first rows through a warm child",
        unit: "ms",
        ours: median(rows),
        goal: "<= 1000",
      }),
    ];
  } finally {
    await engine.close();
    await rm(root, { recursive: true, force: true });
  }
}

async function compare(root: string, plan: PitPlan): Promise<{ ours: number; peer: number }> {
  const resolved = await resolveFiles({ roots: [root], privatePaths: [] }, flights.path, "flights");
  const files = { [flights.path]: resolved };
  const sandbox = await openSandbox({
    readablePaths: resolved.map((file) => file.realPath),
    spillFolder: path.join(root, "spill-peer"),
    ...LIMITS,
  });
  const { connection } = sandbox;
  const list = resolved.map((file) => `'${file.realPath}'`).join(", ");
  await connection.run(`CREATE VIEW flights AS SELECT * FROM read_parquet([${list}])`);
  await connection.run("CREATE TABLE spine (row_id BIGINT, origin VARCHAR, t TIMESTAMPTZ)");
  if (plan.spine.kind !== "rows") throw new Error("the spine is given");
  const [origins = [], times = []] = plan.spine.values;
  const values = origins.map((origin, i) => `(${i}, '${String(origin)}', '${String(times[i])}')`);
  await connection.run(`INSERT INTO spine VALUES ${values.join(", ")}`);

  const ours: number[] = [];
  const peer: number[] = [];
  // The first round of each warms the process up.
  for (let round = -1; round < ROUNDS; round++) {
    const peerStart = performance.now();
    const joined = await connection.run(
      `SELECT s.row_id, s.origin, s.t, f.delay, f.distance, f.departed_at FROM spine s
       ASOF LEFT JOIN flights f ON s.origin = f.origin AND s.t >= f.departed_at ORDER BY s.row_id`,
    );
    await joined.getRowsJson();
    const oursStart = performance.now();
    const result = (await answer(
      { method: "runPit", plan, files },
      {
        limits: LIMITS,
        spillFolder: path.join(root, "spill-ours"),
        stop: new Stop(),
        spans: [],
        onProgress: () => {},
        now: () => performance.now(),
      },
    )) as PitResult;
    const end = performance.now();
    if (result.rowCount !== plan.spine.rowCount) throw new Error("a preview lost rows");
    if (round < 0) continue;
    peer.push(oursStart - peerStart);
    ours.push(end - oursStart);
  }
  sandbox.close();
  return { ours: median(ours), peer: median(peer) };
}

const flights: FilesRelation = {
  kind: "files",
  name: "flights",
  format: "parquet",
  path: "demo/flights/*.parquet",
  timezone: "UTC",
  times: ["departed_at", "known_at"],
  columns: null,
};

/** Spine times lie anywhere in the data, to the microsecond, not only where flights depart. */
export function planFor(spineRows: number): PitPlan {
  const random = generator(20_010_101);
  const first = BigInt(daysSinceEpoch(2025, 12, 2) ?? 0) * 86_400_000_000n;
  const origins = Array.from(
    { length: spineRows },
    () => AIRPORTS[Math.floor(random() ** 2 * AIRPORTS.length)],
  );
  const times = origins.map(() =>
    formatInstant(
      first + BigInt(Math.floor(random() * 179 * 86_400)) * 1_000_000n + BigInt(Math.floor(random() * 1e6)),
    ),
  );
  const outcome = buildPitPlan({
    spine: {
      kind: "rows",
      columns: [
        { name: "origin", values: origins },
        { name: "t", values: times },
      ],
      encoding: "json",
      time: "t",
      timezone: null,
    },
    groups: [
      {
        group: "airport_departures",
        version: null,
        alias: null,
        entityKeys: [{ name: "origin", type: "string" }],
        keyMap: null,
        eventTime: "departed_at",
        createdTime: "known_at",
        ttlSeconds: 7 * 86_400,
        relation: flights,
        features: [
          { name: "delay", type: "int64", column: null },
          { name: "distance", type: "int64", column: null },
        ],
        requested: null,
      },
    ],
    rowsMax: spineRows,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.plan;
}

function call() {
  return { runId: "bench", deadlineMs: 120_000 };
}

/** Mulberry32: a small, seeded generator; the same rows in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
