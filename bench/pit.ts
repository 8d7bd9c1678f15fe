import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import { Catalog } from "@/lib/offline/duckdb/child/bind";
import { type Run, Stop, withRun } from "@/lib/offline/duckdb/child/run";
import { joinOver } from "@/lib/offline/duckdb/child/run-pit";
import type { SpineFacts } from "@/lib/offline/duckdb/compile-pit";
import { readAll } from "@/lib/offline/duckdb/convert";
import { resolveFiles } from "@/lib/offline/duckdb/paths";
import type { CallLimits, FilesByPath } from "@/lib/offline/duckdb/protocol";
import { type BenchOptions, type Metric, median, metric } from "./report";

const ROUNDS = 3;
const FEATURE_ROWS = 10_000_000;
const SPINE_ROWS = 1_000_000;
const ROWS_PER_ENTITY = 100;
const DAY_MICROS = 86_400_000_000;
const DAYS = 366;
const TTL_DAYS = 90;
/** Of the feature rows, repeats of an entity's time with a later created time. */
const REPEATS_PERCENT = 4;
/** Share of both sides that the one large entity has, where there is one. */
const SKEW_PERCENT = 6;
const FEATURES = ["v1", "v2", "v3", "v4", "v5"];
const LIMITS: CallLimits = {
  memoryLimitMb: 8192,
  residentLimitMb: 16_384,
  spillLimitMb: 65_536,
  threads: 2,
  resultBytesMax: 64 * 1024 * 1024,
};

const features: FilesRelation = {
  kind: "files",
  name: "features",
  format: "parquet",
  path: "features.parquet",
  timezone: null,
  times: ["event", "created"],
  columns: null,
};

/**
 * Five features with a TTL and ties joined to a spine, from the Parquet file to the table of results, against the SQL that
 * Feast runs on DuckDB (a text for each spine row, a join within the TTL, row_number, a join back) and against one scan of the
 * columns. Same connection, same threads, in turns; both joins must find the same values.
 */
export async function pit({ scale }: BenchOptions): Promise<Metric[]> {
  const { ours, feast, scan } = await measure(scale, 0, true);
  const millions = (rows: number) => `${(rows * scale) / 1_000_000} M`;
  const sizes = `${millions(FEATURE_ROWS)} x ${millions(SPINE_ROWS)}, five features`;
  const of = { name: "pit", unit: "ms" as const, ours };
  return [
    metric({
      ...of,
      case: sizes,
      peerName: "Feast's SQL",
      peer: feast,
      goal: "<= 0.25",
    }),
    metric({ ...of, case: sizes, peerName: "one scan", peer: scan, goal: "<= 6" }),
  ];
}

/** The same where one entity holds 6 % of both sides, against the run without it; Feast's SQL does not end on it. */
export async function pitSkew({ scale }: BenchOptions): Promise<Metric[]> {
  const uniform = await measure(scale, 0, false);
  const skewed = await measure(scale, SKEW_PERCENT, false);
  return [
    metric({
      name: "pit-skew",
      case: "one entity with 6 % of both sides",
      unit: "ms",
      ours: skewed.ours,
      peerName: "uniform",
      peer: uniform.ours,
      goal: "<= 1.3",
    }),
  ];
}

async function measure(scale: number, skewPercent: number, withFeast: boolean) {
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
    await withRun({ ...options, files: {}, writableFolders: [root] }, (run) =>
      run.execute(
        `COPY (${featureRows(scale, skewPercent)}) TO '${path.join(root, features.path)}' (FORMAT parquet)`,
      ),
    );
    const resolved = await resolveFiles({ roots: [root], privatePaths: [] }, features.path, features.name);
    const files: FilesByPath = { [features.path]: resolved };
    const [file] = resolved;
    if (!file) throw new Error("the feature rows are not there");
    return await withRun({ ...options, files }, (run) =>
      compare(run, { scale, skewPercent, withFeast, file: file.realPath }),
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const pick = (salt: number, below: number) => `(hash(i * 16 + ${salt}) % ${Math.round(below)})::BIGINT`;

function keySql(scale: number, skewPercent: number, salt: number): string {
  const entities = Math.max(1, (FEATURE_ROWS * scale) / ROWS_PER_ENTITY);
  return `CASE WHEN ${pick(salt, 100)} < ${skewPercent} THEN 0 ELSE ${pick(salt + 1, entities)} END`;
}

/** Times of a year; some rows repeat the entity and the time of another, created later. The same in every run. */
function featureRows(scale: number, skewPercent: number): string {
  const rows = Math.round(FEATURE_ROWS * scale);
  const values = Array.from({ length: 7 }, (_, n) => `${pick(8 + n, 1000)} AS v${n + 1}`);
  const base = `SELECT i AS row, CASE WHEN ${pick(0, 100)} < ${REPEATS_PERCENT} THEN i // 2 ELSE i END AS i FROM range(${rows}) AS r(i)`;
  return `SELECT ${keySql(scale, skewPercent, 1)} AS k,
  make_timestamptz(1700000000000000 + ${pick(3, DAYS * DAY_MICROS)}) AS event,
  make_timestamptz(1700000000000000 + ${pick(3, DAYS * DAY_MICROS)} + row % 86400000000) AS created,
  ${values.map((value) => value.replace("hash(i ", "hash(row ")).join(", ")}
FROM (${base})`;
}

/** Unknown entities, rows without a key and rows without a time among them. */
function spineRows(scale: number, skewPercent: number): string {
  const rows = Math.round(SPINE_ROWS * scale);
  const key = `CASE WHEN ${pick(5, 1000)} = 0 THEN NULL WHEN ${pick(6, 20)} = 0 THEN -1 - i ELSE ${keySql(scale, skewPercent, 7)} END`;
  const time = `CASE WHEN ${pick(9, 1000)} = 0 THEN NULL ELSE 1700000000000000 + ${pick(10, DAYS * DAY_MICROS)} END`;
  return `SELECT i AS __id, k, make_timestamptz(t) AS t, t AS __time_us FROM (
  SELECT i - 1000000007 AS i, ${key} AS k, ${time} AS t FROM range(1000000007, ${1_000_000_007 + rows}) AS r(i))`;
}

function planOf(): PitPlan {
  const outcome = buildPitPlan({
    spine: {
      kind: "rows",
      columns: [
        { name: "k", values: [0] },
        { name: "t", values: ["2024-01-01T00:00:00Z"] },
      ],
      encoding: "json",
      time: "t",
      timezone: null,
    },
    groups: [
      {
        group: "g",
        version: null,
        alias: null,
        entityKeys: [{ name: "k", type: "int64" }],
        keyMap: null,
        eventTime: "event",
        createdTime: "created",
        ttlSeconds: TTL_DAYS * 86_400,
        relation: features,
        features: FEATURES.map((name) => ({ name, type: "int64", column: null })),
        requested: null,
      },
    ],
    rowsMax: 1,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.plan;
}

async function compare(
  run: Run,
  {
    scale,
    skewPercent,
    withFeast,
    file,
  }: { scale: number; skewPercent: number; withFeast: boolean; file: string },
) {
  await run.execute(`CREATE TABLE spine AS ${spineRows(scale, skewPercent)}`);
  const spine = await factsOf(run);
  const plan = planOf();
  const catalog = new Catalog();
  const sums = new Set<string>();
  const ours = async () => {
    const start = performance.now();
    const [ready] = await joinOver(run, catalog, plan, spine, 0);
    const ms = performance.now() - start;
    if (!ready) throw new Error("nothing was joined");
    const { joined } = ready.tables;
    sums.add(
      await sumOf(
        run,
        `"${joined}"`,
        FEATURES.map((_, i) => `f_${i + 1}`),
      ),
    );
    await run.execute(`DROP TABLE "${joined}"`);
    return ms;
  };
  const feast = async () => {
    const start = performance.now();
    await run.execute(feastSql(file));
    const ms = performance.now() - start;
    sums.add(await sumOf(run, "feast", FEATURES));
    await run.execute("DROP TABLE feast");
    return ms;
  };
  const scan = async () => {
    const start = performance.now();
    // What could be told from the footer alone would be no scan.
    const columns = ["k", "epoch_us(event)", "epoch_us(created)", ...FEATURES].map((one) => `sum(${one})`);
    await readAll(run.connection, `SELECT ${columns.join(", ")} FROM read_parquet('${file}')`);
    return performance.now() - start;
  };
  const times = { ours: [] as number[], feast: [] as number[], scan: [] as number[] };
  // The first round of each warms the process up.
  for (let round = -1; round < ROUNDS; round++) {
    const measured = { ours: await ours(), feast: withFeast ? await feast() : 0, scan: await scan() };
    if (round < 0) continue;
    times.ours.push(measured.ours);
    times.feast.push(measured.feast);
    times.scan.push(measured.scan);
  }
  if (sums.size !== 1) throw new Error(`the values differ: ${[...sums].join(", ")}`);
  return { ours: median(times.ours), feast: median(times.feast), scan: median(times.scan) };
}

async function factsOf(run: Run): Promise<SpineFacts> {
  const [[count, min, max] = []] = await readAll(
    run.connection,
    "SELECT count(*), min(__time_us), max(__time_us) FROM spine",
  );
  return {
    table: "spine",
    rowCount: Number(count),
    minTime: BigInt(String(min)),
    maxTime: BigInt(String(max)),
  };
}

async function sumOf(run: Run, table: string, columns: readonly string[]): Promise<string> {
  const list = columns.map((column) => `sum(${column})::VARCHAR, count(${column})::VARCHAR`).join(", ");
  const [row = []] = await readAll(run.connection, `SELECT ${list} FROM ${table}`);
  return row.join("/");
}

/**
 * The shape of Feast's offline store on DuckDB: an inner join within the TTL, the newest of each spine row by row_number, joined
 * back by a text of key and time.
 */
function feastSql(file: string): string {
  const list = FEATURES.join(", ");
  const id = "coalesce(k::VARCHAR, '') || coalesce(t::VARCHAR, '')";
  return `CREATE TABLE feast AS
WITH entities AS (SELECT *, ${id} AS entity_row_id FROM spine),
joined AS (
  SELECT e.entity_row_id, f.event, f.created, ${FEATURES.map((name) => `f.${name}`).join(", ")}
  FROM (SELECT DISTINCT entity_row_id, k, t FROM entities) AS e
  JOIN read_parquet('${file}') AS f
    ON f.k = e.k AND f.event <= e.t AND f.event >= e.t - INTERVAL ${TTL_DAYS} DAY
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY entity_row_id ORDER BY event DESC, created DESC) AS n FROM joined
)
SELECT s.__id, ${list} FROM entities AS s LEFT JOIN (SELECT * FROM ranked WHERE n = 1) AS r USING (entity_row_id)`;
}
