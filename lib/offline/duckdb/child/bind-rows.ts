import "server-only";
import { invalid } from "@/lib/core/errors";
import { formatValueType, parseValueType } from "@/lib/core/model/value-type";
import type { RowsRelation, UntilRelation } from "@/lib/core/pit/relation";
import { microsOf } from "../convert";
import { quoteName } from "../quote";
import { sqlTypeOf } from "../types";
import { appendCells } from "./append";
import type { Bound, Catalog } from "./bind";
import type { Run } from "./run";

const ROW = "__row";

/** Rows that came with the plan, as a table in the order they are given in. */
export async function bindRows(run: Run, catalog: Catalog, relation: RowsRelation): Promise<Bound> {
  const columns = relation.columns.map(({ name, type }) => {
    const parsed = parseValueType(type);
    if (!parsed)
      throw invalid([{ path: `${relation.name}.${name}`, message: `${type} is not a value type` }]);
    return { name, type: parsed };
  });
  const name = catalog.name(relation.name);
  const list = columns.map((column) => `${quoteName(column.name)} ${sqlTypeOf(column.type)}`);
  const create = `CREATE TABLE ${quoteName(name)} (${[`${ROW} BIGINT`, ...list].join(", ")})`;
  await run.execute(create);
  await appendCells(run, name, {
    types: columns.map((column) => column.type),
    columns: columns.map((_, i) => relation.rows.map((row) => row[i] ?? null)),
    rowCount: relation.rows.length,
  });
  catalog.shown.push(`${create};\n-- ${relation.rows.length} rows as given`);
  return { relation: name, columns, rowOrder: [ROW], isRereadable: true, rowCount: relation.rows.length };
}

/** A view over a bound relation without what lies after a moment; columns and row order stay. */
export async function cutAt(
  run: Run,
  catalog: Catalog,
  { column, at, keepsNull }: UntilRelation,
  input: Bound,
): Promise<Bound> {
  const found = input.columns.find((candidate) => candidate.name === column);
  if (found?.type.kind !== "timestamp") {
    const message = found ? `${column} is ${formatValueType(found.type)}` : `there is no column ${column}`;
    throw invalid([{ path: `${input.relation}.${column}`, message, expected: "a column of type timestamp" }]);
  }
  const name = catalog.name(`${input.relation}_until`);
  const time = quoteName(column);
  const view = `CREATE VIEW ${quoteName(name)} AS
SELECT * FROM ${quoteName(input.relation)}
WHERE ${time} <= make_timestamptz(${microsOf(at)})${keepsNull ? ` OR ${time} IS NULL` : ""}`;
  await run.execute(view);
  catalog.shown.push(`${view};`);
  return { ...input, relation: name, rowCount: null };
}
