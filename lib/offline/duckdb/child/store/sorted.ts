import "server-only";
import path from "node:path";
import {
  COMMIT_COLUMN,
  FILE_ROWS_MAX,
  filesFor,
  ROW_GROUP_ROWS,
  SEQ_COLUMN,
} from "@/lib/core/offline/layout";
import type { StoredSchema } from "@/lib/core/offline/schema";
import type { StoredFileFacts } from "../../../stored";
import { bucketSql } from "../../bucket";
import { readAll } from "../../convert";
import { quoteName, quoteText } from "../../quote";
import type { Run } from "../run";
import { typeOf } from "../spine";
import { settle } from "./files";

const TABLE = "__sorted";
const BUCKET = "__bucket";

/**
 * Writes rows as the store keeps them: bucket by bucket, sorted, in files of bounded size. They stand in `temporary`,
 * durable, and wait to be moved.
 *
 * @param query SELECT that gives the schema's columns, `__seq` and `__commit`.
 */
export async function writeSorted(
  run: Run,
  query: string,
  {
    schema,
    buckets,
    temporary,
    writeId,
  }: { schema: StoredSchema; buckets: number; temporary: string; writeId: string },
): Promise<StoredFileFacts[]> {
  await run.step("sorting rows", () => run.execute(sortStatement(query, schema, buckets)));
  const counts = await readAll(
    run.connection,
    `SELECT ${BUCKET}, count(*) FROM ${TABLE} GROUP BY 1 ORDER BY 1`,
  );
  const files: StoredFileFacts[] = [];
  let start = 0;
  for (const [bucket, count] of counts.map((row) => row.map(Number))) {
    const rows = count ?? 0;
    // Even parts: no file of a few rows after full ones.
    const part = Math.ceil(rows / filesFor(rows));
    for (let from = 0; from < rows; from += part) {
      const range = { from: start + from, to: start + Math.min(from + part, rows) };
      const name = `b${String(bucket).padStart(2, "0")}-${writeId}-${files.length + 1}.parquet`;
      files.push(
        await run.step("writing files", () =>
          writeFile(run, { name, bucket: bucket ?? 0, temporary, eventTime: schema.eventTime, ...range }),
        ),
      );
    }
    start += rows;
  }
  await run.execute(`DROP TABLE ${TABLE}`);
  return files;
}

function sortStatement(query: string, schema: StoredSchema, buckets: number): string {
  const keys = schema.columns.filter(({ role }) => role === "key");
  const bucket = bucketSql(
    keys.map(({ name, type }) => ({ sql: quoteName(name), type: typeOf(type) })),
    buckets,
  );
  const columns = [...schema.columns.map(({ name }) => name), SEQ_COLUMN, COMMIT_COLUMN].map(quoteName);
  const created = schema.createdTime === null ? [] : [`${quoteName(schema.createdTime)} NULLS FIRST`];
  const order = [BUCKET, ...keys.map(({ name }) => quoteName(name)), quoteName(schema.eventTime), ...created];
  return `CREATE TABLE ${TABLE} AS
SELECT ${bucket} AS ${BUCKET}, ${columns.join(", ")} FROM (${query})
ORDER BY ${[...order, SEQ_COLUMN].join(", ")}`;
}

interface FileToWrite {
  name: string;
  bucket: number;
  temporary: string;
  eventTime: string;
  /** Rows of the sorted table, [from, to). */
  from: number;
  to: number;
}

async function writeFile(
  run: Run,
  { name, bucket, temporary, eventTime, from, to }: FileToWrite,
): Promise<StoredFileFacts> {
  if (to - from > FILE_ROWS_MAX) throw new Error(`${to - from} rows for one file`);
  const where = `rowid >= ${from} AND rowid < ${to}`;
  const target = path.join(temporary, name);
  await run.execute(
    `COPY (SELECT * EXCLUDE (${BUCKET}) FROM ${TABLE} WHERE ${where}) TO ${quoteText(target)}
(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
  );
  const event = `epoch_us(${quoteName(eventTime)})`;
  const [[rows, minEvent, maxEvent, minSeq, maxSeq] = []] = await readAll(
    run.connection,
    `SELECT count(*), min(${event}), max(${event}), min(${SEQ_COLUMN}), max(${SEQ_COLUMN}) FROM ${TABLE} WHERE ${where}`,
  );
  const written = await settle(target);
  return {
    name,
    bucket,
    rows: Number(rows),
    ...written,
    minEventUs: bigint(minEvent),
    maxEventUs: bigint(maxEvent),
    minSeq: bigint(minSeq),
    maxSeq: bigint(maxSeq),
  };
}

function bigint(value: unknown): bigint {
  if (typeof value !== "bigint") throw new Error(`not a whole number: ${String(value)}`);
  return value;
}
