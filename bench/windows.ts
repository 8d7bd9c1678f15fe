import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { WindowsCompute } from "@/lib/core/pit/compute";
import type { PitGroup } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { bindRelation, Catalog } from "@/lib/offline/duckdb/child/bind";
import { type Run, Stop, withRun } from "@/lib/offline/duckdb/child/run";
import { prepareWindows } from "@/lib/offline/duckdb/child/run-windows";
import { readAll } from "@/lib/offline/duckdb/convert";
import { resolveFiles } from "@/lib/offline/duckdb/paths";
import type { CallLimits, FilesByPath } from "@/lib/offline/duckdb/protocol";
import { type BenchOptions, type Metric, median, metric } from "./report";

const ROUNDS = 5;
const EVENTS = 10_000_000;
const SPINE_ROWS = 1_000_000;
const EVENTS_PER_KEY = 100;
const DAYS = 366;
const DAY_SECONDS = 86_400;
const DAY_MICROS = 86_400_000_000;
/** Share of both sides that the one large entity has. */
const SKEW_PERCENT = 6;
const WINDOWS = [7, 30, 90];
const ONE_MORE = [7, 14, 30, 90];
const LIMITS: CallLimits = {
  memoryLimitMb: 4096,
  residentLimitMb: 16_384,
  spillLimitMb: 65_536,
  threads: 2,
  resultBytesMax: 64 * 1024 * 1024,
};

const events: FilesRelation = {
  kind: "files",
  name: "events",
  format: "parquet",
  path: "events.parquet",
  timezone: null,
  times: [],
  columns: null,
};

/**
 * Sums over 7, 30 and 90 days at spine time: what the engine runs for a group of windows, from the Parquet file to the
 * table of results, against DuckDB's own RANGE frames over events and spine in one list. Same connection, same threads, in turns; both must
 * give the same sums. Also what a fourth window costs.
 */
export async function windows({ scale }: BenchOptions): Promise<Metric[]> {
  const uniform = await measure(scale, 0);
  const skewed = await measure(scale, SKEW_PERCENT);
  const peerName = "DuckDB RANGE frames";
  return [
    metric({ name: "windows", case: "uniform", unit: "ms", ...uniform, peerName, goal: "<= 0.5" }),
    metric({ name: "windows", case: "skewed", unit: "ms", ...skewed, peerName, goal: "<= 0.25" }),
    metric({
      name: "windows",
      case: "a fourth window",
      unit: "ms",
      ours: uniform.fourth,
      peerName: "three windows",
      peer: uniform.ours,
      goal: "<= 1.2",
    }),
  ];
}

async function measure(scale: number, skewPercent: number) {
  const root = await mkdtemp(path.join(tmpdir(), "asof-bench-"));
  const options = {
    limits: LIMITS,
    spillFolder: path.join(root, "spill"),
    stop: new Stop(),
    spans: [],
    onProgress: () => {},
    now: () => performance.now(),
  };
  try {
    await withRun({ ...options, files: {}, writableFolders: [root] }, async (run) => {
      const select = rowsOf(EVENTS * scale, EVENTS * scale, skewPercent, 0);
      await run.execute(
        `COPY (SELECT k, make_timestamptz(t) AS event, v FROM (${select})) TO '${path.join(root, events.path)}' (FORMAT parquet)`,
      );
    });
    const resolved = await resolveFiles({ roots: [root], privatePaths: [] }, events.path, events.name);
    const files: FilesByPath = { [events.path]: resolved };
    return await withRun({ ...options, files }, (run) => compare(run, scale, skewPercent));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Rows with a key, a time within a year and a whole number, the same in every run. */
function rowsOf(rows: number, events: number, skewPercent: number, seed: number): string {
  const keys = Math.max(1, Math.round(events / EVENTS_PER_KEY));
  const pick = (salt: number, below: string) => `(hash(i * 8 + ${salt} + ${seed}) % ${below})::BIGINT`;
  return `SELECT i, CASE WHEN ${pick(1, "100")} < ${skewPercent} THEN 0 ELSE ${pick(2, String(keys))} END AS k,
  1700000000000000 + ${pick(3, String(DAYS * DAY_MICROS))} AS t, ${pick(4, "1000")} AS v
FROM range(${Math.round(rows)}) AS r(i)`;
}

async function compare(run: Run, scale: number, skewPercent: number) {
  const catalog = new Catalog();
  const select = rowsOf(SPINE_ROWS * scale, EVENTS * scale, skewPercent, 1_000_000_007);
  await run.execute(`CREATE TABLE spine AS SELECT i AS __id, k, t AS __time_us FROM (${select})`);
  const [[count, min, max] = []] = await readAll(
    run.connection,
    "SELECT count(*), min(__time_us), max(__time_us) FROM spine",
  );
  const spine = {
    table: "spine",
    rowCount: Number(count),
    minTime: BigInt(String(min)),
    maxTime: BigInt(String(max)),
  };
  const relation = await bindRelation(run, catalog, events, "events");

  async function ours(days: readonly number[]): Promise<number> {
    const start = performance.now();
    const scope = { spine, knowledge: "event" as const, originRows: 0 };
    const ready = await prepareWindows(run, catalog, scope, groupOf(days), relation);
    await ready.join();
    const ms = performance.now() - start;
    sums.push(
      await sumOf(
        run,
        ready.joined,
        days.map((_, i) => `f_${i + 1}`).filter((_, i) => days.length === 3 || i !== 1),
      ),
    );
    await run.execute(`DROP TABLE "${ready.joined}"`);
    return ms;
  }
  async function peer(): Promise<number> {
    const start = performance.now();
    await run.execute(rangeFrames());
    const ms = performance.now() - start;
    sums.push(await sumOf(run, "peer", ["s_7", "s_30", "s_90"]));
    await run.execute("DROP TABLE peer");
    return ms;
  }

  const sums: string[] = [];
  const times = { ours: [] as number[], peer: [] as number[], fourth: [] as number[] };
  // The first round of each warms the process up.
  for (let round = -1; round < ROUNDS; round++) {
    const measured = { peer: await peer(), ours: await ours(WINDOWS), fourth: await ours(ONE_MORE) };
    if (round < 0) continue;
    times.peer.push(measured.peer);
    times.ours.push(measured.ours);
    times.fourth.push(measured.fourth);
  }
  if (new Set(sums).size !== 1) throw new Error(`the sums differ: ${[...new Set(sums)].join(", ")}`);
  return { ours: median(times.ours), peer: median(times.peer), fourth: median(times.fourth) };
}

async function sumOf(run: Run, table: string, columns: readonly string[]): Promise<string> {
  const id = table === "peer" ? "id" : "row_id";
  const list = columns
    .map((column) => `sum(COALESCE(${column}, 0)::HUGEINT * (${id} % 1009))::VARCHAR`)
    .join(", ");
  const [row = []] = await readAll(run.connection, `SELECT count(*)::VARCHAR, ${list} FROM "${table}"`);
  return row.join("/");
}

function rangeFrames(): string {
  const sums = WINDOWS.map(
    (days) =>
      `sum(v) OVER (PARTITION BY k ORDER BY t RANGE BETWEEN ${days * DAY_MICROS - 1} PRECEDING AND CURRENT ROW) AS s_${days}`,
  );
  return `CREATE TABLE peer AS
SELECT id, s_7, s_30, s_90 FROM (
  SELECT id, ${sums.join(", ")} FROM (
    SELECT k, epoch_us(event) AS t, v, NULL::BIGINT AS id FROM events
    UNION ALL
    SELECT k, __time_us, NULL, __id FROM spine
  )
) WHERE id IS NOT NULL`;
}

function groupOf(days: readonly number[]): PitGroup & { compute: WindowsCompute } {
  return {
    name: "load",
    group: "load",
    version: null,
    keys: [{ name: "k", column: "k", spineColumn: "k", type: "int64" }],
    eventTime: "event",
    createdTime: null,
    ttlSeconds: null,
    relation: events,
    compute: {
      kind: "windows",
      windows: days.map((count) => ({
        fn: "sum",
        parameter: null,
        empty: null,
        column: "v",
        seconds: count * DAY_SECONDS,
        bounds: "(]",
        where: null,
      })),
      strategy: null,
    },
    features: days.map((count) => ({
      name: `s_${count}`,
      column: `s_${count}`,
      type: "int64",
      output: `load__s_${count}`,
    })),
    tieBreakColumns: [],
    strict: false,
    nulls: "latest_row",
    tombstone: null,
    validTo: null,
  };
}
