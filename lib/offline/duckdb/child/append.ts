import "server-only";
import { DuckDBDataChunk } from "@duckdb/node-api";
import type { ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import { fromCell } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";

const CHUNK_ROWS = 2048;

/**
 * Appends rows to a table whose first column is the number of the row, from 0, and whose others are of the given types.
 *
 * @param columns one array of cells per column, each `rowCount` long.
 */
export async function appendCells(
  run: Run,
  table: string,
  { types, columns, rowCount }: { types: readonly ValueType[]; columns: readonly Cell[][]; rowCount: number },
): Promise<void> {
  const shape = await run.connection.run(`SELECT * FROM ${quoteName(table)} LIMIT 0`);
  const appender = await run.connection.createAppender(table);
  for (let start = 0; start < rowCount; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rowCount);
    const ids = Array.from({ length: end - start }, (_, i) => BigInt(start + i));
    const chunk = DuckDBDataChunk.create(shape.columnTypes(), end - start);
    const values = columns.map((cells, i) =>
      cells.slice(start, end).map((cell) => fromCell(cell, types[i] ?? { kind: "string" })),
    );
    chunk.setColumns([ids, ...values]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
