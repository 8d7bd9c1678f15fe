import "server-only";
import type { TypedColumn } from "@/lib/core/pit/cell";
import type { PartStatistics } from "../../dataset-engine";
import { partOrder } from "../compile-selection";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import type { Run } from "./run";
import { typeOf } from "./spine";

const FIGURES = 4;

/**
 * Rows of each part of a split, and for each column its nulls and, for numbers, mean, least and greatest value.
 *
 * @param part name of the column that holds the part; `null` = all rows are one.
 */
export async function statisticsOf(
  run: Run,
  table: string,
  columns: readonly TypedColumn[],
  part: string | null,
): Promise<PartStatistics[]> {
  const figures = columns.flatMap(({ name, type }) => {
    const column = quoteName(name);
    const numeric = isNumeric(type)
      ? [`avg(${column})::VARCHAR`, `min(${column})::VARCHAR`, `max(${column})::VARCHAR`]
      : ["NULL", "NULL", "NULL"];
    return [`count(*) - count(${column})`, ...numeric];
  });
  const key = part === null ? "NULL::VARCHAR" : quoteName(part);
  const rows = await readAll(
    run.connection,
    `SELECT ${[`${key} AS part`, "count(*)", ...figures].join(", ")} FROM ${quoteName(table)} GROUP BY part ORDER BY ${partOrder("part")}`,
  );
  return rows.map(([name = null, count = 0, ...values]) => ({
    part: name === null ? null : String(name),
    rowCount: Number(count),
    columns: columns.map((column, i) => {
      const [nulls = 0, mean = null, min = null, max = null] = values.slice(
        i * FIGURES,
        i * FIGURES + FIGURES,
      );
      const text = (value: unknown) => (value === null ? null : String(value));
      return { column: column.name, nulls: Number(nulls), mean: text(mean), min: text(min), max: text(max) };
    }),
  }));
}

function isNumeric(type: string): boolean {
  return ["int8", "int16", "int32", "int64", "float32", "float64", "decimal"].includes(typeOf(type).kind);
}
