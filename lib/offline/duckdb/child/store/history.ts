import "server-only";
import { formatValueType, type ValueType } from "@/lib/core/model/value-type";
import { COMMIT_COLUMN, ROW_GROUP_ROWS, SEQ_COLUMN } from "@/lib/core/offline/layout";
import type {
  CountedHistory,
  ExportedHistory,
  ExportHistory,
  HistoryRequest,
  HistoryRows,
  ReadHistory,
} from "../../../stored";
import { fromCell, readAll, readRows } from "../../convert";
import { quoteName, quoteText } from "../../quote";
import { sqlTypeOf } from "../../types";
import { type Bound, bindRelation, Catalog } from "../bind";
import type { Run } from "../run";
import { typeOf } from "../spine";
import { settle } from "./files";

const MASK = "•••";
const WANTED = "__wanted";

interface OutputColumn {
  name: string;
  type: ValueType;
  sql: string;
}

/** One page of the rows of a commit, newest event first. */
export async function readHistory(
  run: Run,
  request: ReadHistory,
): Promise<Omit<HistoryRows, "traceparent" | "spans">> {
  const { bound, columns, where } = await openHistory(run, request);
  const event = `epoch_us(${quoteName(request.eventTime)})`;
  const { after, rowsMax } = request;
  if (after) {
    const at = quoteName(request.eventTime);
    // Of the two halves the first lets whole row groups be skipped.
    where.push(`${at} <= make_timestamptz(${after.eventUs})`);
    where.push(`(${event} < ${after.eventUs} OR ${SEQ_COLUMN} < ${after.seq})`);
  }
  const place: OutputColumn[] = [{ name: "__event_us", type: { kind: "int64" }, sql: event }];
  const all = [...columns, ...place];
  const sql = `SELECT ${all.map(({ name, sql: value }) => `${value} AS ${quoteName(name)}`).join(", ")}
FROM ${quoteName(bound.relation)}${whereSql(where)}
ORDER BY ${quoteName(request.eventTime)} DESC, ${SEQ_COLUMN} DESC LIMIT ${rowsMax + 1}`;
  const { rows, isTruncated } = await run.step("reading rows", () =>
    readRows(
      run.connection,
      sql,
      all.map(({ type }) => type),
      { rowsMax, bytesMax: run.limits.resultBytesMax },
    ),
  );
  const last = rows.at(-1);
  const next =
    isTruncated && last
      ? { eventUs: BigInt(String(last[columns.length])), seq: BigInt(String(last[columns.length - 2])) }
      : null;
  return { columns: columns.map(shown), rows: rows.map((row) => row.slice(0, columns.length)), next };
}

/** Writes the rows of a commit into one file, oldest event first; among equal event times in the order of writing. */
export async function exportHistory(
  run: Run,
  request: ExportHistory,
  target: string,
): Promise<Omit<ExportedHistory, "traceparent" | "spans">> {
  const { bound, columns, where } = await openHistory(run, request);
  const isCsv = request.format === "csv";
  const list = columns.map(
    ({ name, sql, type }) => `${isCsv ? csvText(sql, type) : sql} AS ${quoteName(name)}`,
  );
  const options = isCsv
    ? "FORMAT csv, HEADER true"
    : `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS}`;
  await run.step("writing the file", () =>
    run.execute(`COPY (SELECT ${list.join(", ")} FROM ${quoteName(bound.relation)}${whereSql(where)}
ORDER BY ${quoteName(request.eventTime)}, ${SEQ_COLUMN}) TO ${quoteText(target)} (${options})`),
  );
  const { bytes } = await settle(target);
  return { rowCount: await countRows(run, bound, where), bytes };
}

/** How many rows of a commit a request is about. */
export async function countHistory(
  run: Run,
  request: HistoryRequest,
): Promise<Omit<CountedHistory, "traceparent" | "spans">> {
  const { bound, where } = await openHistory(run, request);
  return { rowCount: await countRows(run, bound, where) };
}

async function countRows(run: Run, bound: Bound, where: readonly string[]): Promise<number> {
  const sql = `SELECT count(*) FROM ${quoteName(bound.relation)}${whereSql(where)}`;
  const [[rows = 0] = []] = await readAll(run.connection, sql);
  return Number(rows);
}

async function openHistory(run: Run, request: HistoryRequest) {
  const bound = await bindRelation(run, new Catalog(), request.relation, "rows");
  const masked = new Set(request.masked);
  const columns: OutputColumn[] = bound.columns.map(({ name, type }) =>
    masked.has(name)
      ? { name, type: { kind: "string" }, sql: `CASE WHEN ${quoteName(name)} IS NOT NULL THEN '${MASK}' END` }
      : { name, type, sql: quoteName(name) },
  );
  const own: OutputColumn[] = [SEQ_COLUMN, COMMIT_COLUMN].map((name) => ({
    name,
    type: { kind: name === SEQ_COLUMN ? "int64" : "int32" },
    sql: name,
  }));
  return { bound, columns: [...columns, ...own], where: await conditions(run, request, bound) };
}

async function conditions(run: Run, request: HistoryRequest, bound: Bound): Promise<string[]> {
  const at = quoteName(request.eventTime);
  const where: string[] = [];
  if (request.sinceUs !== null) where.push(`${at} >= make_timestamptz(${request.sinceUs})`);
  if (request.untilUs !== null) where.push(`${at} < make_timestamptz(${request.untilUs})`);
  for (const [i, { name, type, value }] of request.where.entries()) {
    const parsed = typeOf(type);
    if (!bound.columns.some((column) => column.name === name)) throw new Error(`no column ${name}`);
    // Values are bound into a table, never written into a statement.
    const wanted = `${WANTED}_${i}`;
    await run.execute(`CREATE TABLE ${wanted} (v ${sqlTypeOf(parsed)})`);
    const insert = await run.connection.prepare(`INSERT INTO ${wanted} VALUES ($1)`);
    insert.bind([fromCell(value, parsed)]);
    await insert.run();
    where.push(`${quoteName(name)} = (SELECT v FROM ${wanted})`);
  }
  return where;
}

function whereSql(where: readonly string[]): string {
  return where.length === 0 ? "" : `\nWHERE ${where.join("\n  AND ")}`;
}

function shown({ name, type }: OutputColumn) {
  return { name, type: formatValueType(type) };
}

/** Text that the CSV reader takes back as the same value. */
function csvText(sql: string, type: ValueType): string {
  switch (type.kind) {
    case "timestamp":
      return `strftime(${sql} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case "timestamp_ntz":
      return `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%f')`;
    case "float32":
    case "float64":
      return `CASE WHEN isnan(${sql}) THEN 'NaN' WHEN isinf(${sql}) THEN CASE WHEN ${sql} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(${sql} AS VARCHAR) END`;
    case "bytes":
      return `to_base64(${sql})`;
    case "list":
    case "struct":
    case "embedding":
      return `CAST(to_json(${sql}) AS VARCHAR)`;
    default:
      return sql;
  }
}
