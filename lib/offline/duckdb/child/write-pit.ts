import "server-only";
import { stat } from "node:fs/promises";
import path from "node:path";
import { invalid } from "@/lib/core/errors";
import { visibleFeatures } from "@/lib/core/pit/computed";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { PitOutput, WrittenPit } from "../../dataset-engine";
import type { PitColumn } from "../../engine";
import { SPINE_ID } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName, quoteText } from "../quote";
import { Catalog } from "./bind";
import { checksumOf } from "./checksum";
import { type ComputedTable, computeOnDemand } from "./compute-on-demand";
import { coverageOf } from "./coverage";
import { hashFile, hashInputs, modifiedAt, publishFolder } from "./keep-files";
import { joinLabel, keepMature } from "./label";
import { type Run, uniqueFiles } from "./run";
import { columnsOf, joinOver, type ReadyGroup, summarize } from "./run-pit";
import { type LoadedSpine, loadSpine } from "./spine";
import { statisticsOf } from "./statistics";
import { pitWarnings } from "./warnings";

type Counted = Omit<WrittenPit, "traceparent" | "spans">;

const SHARDS_MAX = 1000;
/** Nobody sees what the values of a dataset were made of: that is what a preview shows. */
const ORIGIN_ROWS = 0;
/** DuckDB's own default, said aloud: the bytes of a file depend on it. */
const ROW_GROUP_ROWS = 122_880;
const FORMATS: Record<PitOutput["format"], string> = {
  parquet: `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS}`,
  // An empty field is null, "" an empty text; times carry all their digits and their zone.
  csv: "FORMAT csv, HEADER true, NULLSTR '', TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%f'",
};

/** A plan whose groups have been joined: for each spine row, what each group found, in tables of the instance. */
interface Joined {
  catalog: Catalog;
  spine: LoadedSpine;
  ready: ReadyGroup[];
  computed: ComputedTable | null;
  /** Table that holds the label. */
  label: string | null;
}

/** Joins and computes what a preview of the plan would show, so that both have the same columns and values. */
async function join(run: Run, plan: PitPlan): Promise<Joined> {
  const catalog = new Catalog();
  const { label } = plan;
  const loaded = await run.step("loading the spine", () => loadSpine(run, catalog, plan.spine));
  const spine = label
    ? await run.step("leaving out what is not mature", () => keepMature(run, catalog, loaded, label))
    : loaded;
  const ready = await joinOver(run, catalog, plan, spine, ORIGIN_ROWS);
  return {
    catalog,
    spine,
    ready,
    computed: await computeOnDemand(run, plan, spine, ready, catalog),
    label: label
      ? await run.step("counting the label", () => joinLabel(run, catalog, plan, spine, label))
      : null,
  };
}

/** Joins and counts; no row leaves the instance. */
export async function countPit(run: Run, plan: PitPlan): Promise<Counted> {
  return countJoined(run, plan, await join(run, plan));
}

/**
 * Joins, writes the rows in spine order and publishes the folder of files as a whole.
 *
 * @param temporary empty folder on the file system of the output, whose {@link shardPaths} may be written.
 */
export async function writePit(
  run: Run,
  plan: PitPlan,
  output: PitOutput,
  temporary: string,
): Promise<Counted> {
  const inputs = uniqueFiles(run.files);
  const before = await modifiedAt(inputs);
  const joined = await join(run, plan);
  const counted = await countJoined(run, plan, joined);
  const { rowCount, columns } = counted;
  const table = joined.catalog.name("result");
  await run.step("putting rows in order", () => orderRows(run, plan, joined, table));
  const split = plan.spine.kind === "files" ? (plan.spine.selection.split?.column ?? null) : null;
  const statistics = await run.step("summarizing columns", () => statisticsOf(run, table, columns, split));
  const checksum = await run.step("computing the checksum", () =>
    checksumOf(run, table, SPINE_ID, columns, rowCount),
  );
  const files: Counted["files"] = [];
  for (const shard of shardsOf(temporary, output, rowCount)) {
    files.push(await run.step("writing files", () => writeShard(run, table, columns, output, shard)));
  }
  const hashed = await run.step("hashing the inputs", () => hashInputs(run, inputs, before));
  await publishFolder(
    temporary,
    files.map((file) => file.path),
    output.folder,
  );
  const own = plan.spine.kind === "files" ? (run.files[plan.spine.source.path] ?? []) : [];
  const isSpine = new Set(own.map((file) => file.path));
  return {
    ...counted,
    files,
    spine: hashed.find((file) => isSpine.has(file.path)) ?? null,
    sourceFiles: hashed.filter((file) => !isSpine.has(file.path)),
    checksum,
    statistics,
    sql: joined.catalog.shown.join("\n\n"),
  };
}

/** The files that an output will have, all of them in `folder`. */
export function shardPaths(folder: string, output: PitOutput): string[] {
  return shardsOf(folder, output, 0).map((shard) => shard.file);
}

interface Shard {
  file: string;
  /** Rows `[from, until)` in spine order. */
  from: number;
  until: number;
}

function shardsOf(folder: string, { shards, format }: PitOutput, rowCount: number): Shard[] {
  if (!Number.isInteger(shards) || shards < 1 || shards > SHARDS_MAX) {
    throw invalid([{ path: "shards", message: `must be a whole number from 1 to ${SHARDS_MAX}` }]);
  }
  const bound = (i: number) => Number((BigInt(rowCount) * BigInt(i)) / BigInt(shards));
  const digits = (i: number) => String(i).padStart(5, "0");
  return Array.from({ length: shards }, (_, i) => ({
    file: path.join(folder, `part-${digits(i)}-of-${digits(shards)}.${format}`),
    from: bound(i),
    until: bound(i + 1),
  }));
}

async function countJoined(run: Run, plan: PitPlan, joined: Joined): Promise<Counted> {
  const { spine, ready, catalog, computed } = joined;
  const summaries = await run.step("counting", () => summarize(run, plan, spine, ready, computed));
  const coverage = await run.step("counting", () => coverageOf(run, spine.table, ready, summaries));
  const warnings = await run.step("checking", () => pitWarnings(run, plan, spine, ready));
  const [[version = ""] = []] = await readAll(run.connection, "SELECT version()");
  return {
    columns: outputColumns(plan),
    rowCount: spine.rowCount,
    dropped: spine.dropped,
    coverage,
    files: [],
    spine: null,
    sourceFiles: [],
    checksum: null,
    statistics: [],
    engine: `duckdb ${version}`,
    sql: catalog.shown.join("\n\n"),
    timings: run.timings,
    warnings,
  };
}

/** What a preview of the plan shows, and the label behind the columns of the spine. */
function outputColumns(plan: PitPlan): PitColumn[] {
  const columns = columnsOf(plan);
  const { label } = plan;
  if (!label) return columns;
  const type = label.group.features[0]?.type ?? "";
  const learnt: PitColumn = { name: label.output, type, role: "extra", group: null };
  return columns.toSpliced(plan.spine.columns.length, 0, learnt);
}

/** One table with every output column, numbered in spine order; what it was made of is freed. */
async function orderRows(
  run: Run,
  plan: PitPlan,
  { spine, ready, catalog, computed, label }: Joined,
  table: string,
) {
  const own = plan.spine.columns.map((column) => `s.${quoteName(column.name)}`);
  if (label) own.push(`l.f_1 AS ${quoteName(plan.label?.output ?? "")}`);
  const features = ready.flatMap(({ bound: { group } }, i) =>
    visibleFeatures(group).map((feature, f) => `g${i}.f_${f + 1} AS ${quoteName(feature.output)}`),
  );
  const onDemand = (plan.computed ?? []).map(
    ({ output }, i) => `c.${quoteName(computed?.columns[i] ?? "")} AS ${quoteName(output)}`,
  );
  const joins = ready.map(
    ({ tables }, i) => `LEFT JOIN ${quoteName(tables.joined)} AS g${i} ON g${i}.row_id = s.${SPINE_ID}`,
  );
  if (computed) joins.push(`JOIN ${quoteName(computed.table)} AS c ON c.${SPINE_ID} = s.${SPINE_ID}`);
  if (label) joins.push(`LEFT JOIN ${quoteName(label)} AS l ON l.row_id = s.${SPINE_ID}`);
  const sql = `CREATE TABLE ${quoteName(table)} AS
SELECT ${[`s.${SPINE_ID}`, ...own, ...features, ...onDemand].join(",\n  ")}
FROM ${quoteName(spine.table)} AS s
${joins.join("\n")}
ORDER BY s.${SPINE_ID}`;
  await run.execute(sql);
  catalog.shown.push(`-- the result, in the order of the spine\n${sql};`);
  const used = [
    spine.table,
    ...ready.map(({ tables }) => tables.joined),
    ...(computed ? [computed.table] : []),
    ...(label ? [label] : []),
  ];
  for (const name of used) await run.execute(`DROP TABLE ${quoteName(name)}`);
}

async function writeShard(
  run: Run,
  table: string,
  columns: PitColumn[],
  output: PitOutput,
  { file, from, until }: Shard,
): Promise<Counted["files"][number]> {
  const list = columns.map((column) => outputSql(column, output.format)).join(", ");
  await run.execute(
    `COPY (SELECT ${list} FROM ${quoteName(table)} WHERE ${SPINE_ID} >= ${from} AND ${SPINE_ID} < ${until} ORDER BY ${SPINE_ID})
TO ${quoteText(file)} (${FORMATS[output.format]}, USE_TMP_FILE false)`,
  );
  const { size } = await stat(file);
  return {
    path: path.basename(file),
    rowCount: until - from,
    bytes: size,
    sha256: await hashFile(run, file),
  };
}

function outputSql({ name, type }: PitColumn, format: PitOutput["format"]): string {
  const column = quoteName(name);
  // The format of times knows no zone; all are UTC.
  if (format === "csv" && type === "timestamp")
    return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ') AS ${column}`;
  if (format === "csv" && type === "bytes") return `to_base64(${column}) AS ${column}`;
  return column;
}
