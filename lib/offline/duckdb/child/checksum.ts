import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/core/canonical-json";
import { CHECKSUM_BLOCK_ROWS } from "@/lib/core/datasets/checksum";
import type { TypedColumn } from "@/lib/core/pit/cell";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";
import { typeOf } from "./spine";

/** Blocks hashed by one statement: what it sorts stays small. */
const BLOCKS_PER_STATEMENT = 16;

/**
 * The checksum of `lib/core/datasets/checksum.ts` over a table.
 *
 * @param order column that numbers the rows from 0.
 */
export async function checksumOf(
  run: Run,
  table: string,
  order: string,
  columns: readonly TypedColumn[],
  rowCount: number,
): Promise<string> {
  const hash = createHash("sha256");
  hash.update(canonicalJson(columns.map(({ name, type }) => [name, type])));
  hash.update("\n");
  const row = columns.map((column) => valueSql(column)).join(" || ");
  const step = CHECKSUM_BLOCK_ROWS * BLOCKS_PER_STATEMENT;
  for (let start = 0; start < rowCount; start += step) {
    run.check();
    const blocks = await readAll(
      run.connection,
      `SELECT sha256(string_agg(digest, '' ORDER BY id)) FROM (
  SELECT ${order} AS id, sha256(${row}) AS digest FROM ${quoteName(table)}
  WHERE ${order} >= ${start} AND ${order} < ${start + step}
) GROUP BY id // ${CHECKSUM_BLOCK_ROWS} ORDER BY min(id)`,
    );
    for (const [digest] of blocks) hash.update(String(digest));
  }
  return hash.digest("hex");
}

function valueSql({ name, type }: TypedColumn): string {
  const text = textSql(quoteName(name), type);
  return `CASE WHEN ${quoteName(name)} IS NULL THEN '-' ELSE concat(strlen(${text}), ':', ${text}) END`;
}

function textSql(sql: string, type: string): string {
  switch (typeOf(type).kind) {
    case "float32":
    case "float64":
      return `printf('%.17g', ${sql}::DOUBLE)`;
    case "timestamp":
    case "timestamp_ntz":
      // Infinite times have no microseconds.
      return `COALESCE(epoch_us(${sql})::VARCHAR, ${sql}::VARCHAR)`;
    case "bytes":
      return `hex(${sql})`;
    default:
      return `${sql}::VARCHAR`;
  }
}
