import "server-only";
import { invalid } from "@/lib/core/errors";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import { castRule } from "@/lib/core/pit/cast";
import type { GivenSpine, PitSpine, SampledSpine } from "@/lib/core/pit/plan";
import { SPINE_ID, SPINE_TIME, type SpineFacts } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import { sqlTypeOf } from "../types";
import { appendCells } from "./append";
import { bindRelation, type Catalog, castSql, named } from "./bind";
import type { Run } from "./run";
import { drawnRows } from "./sample";

/**
 * Puts the spine into a table: its columns, the number of each row in the order of the result, and its time in
 * microseconds.
 */
export async function loadSpine(run: Run, catalog: Catalog, spine: PitSpine): Promise<SpineFacts> {
  const table = catalog.name("spine");
  if (spine.kind === "rows") await loadGiven(run, catalog, spine, table);
  else await loadSampled(run, catalog, spine, table);
  const [[count = 0n, min = null, max = null] = []] = await readAll(
    run.connection,
    `SELECT count(*), min(${SPINE_TIME}), max(${SPINE_TIME}) FROM ${quoteName(table)}`,
  );
  return {
    table,
    rowCount: Number(count),
    minTime: typeof min === "bigint" ? min : null,
    maxTime: typeof max === "bigint" ? max : null,
  };
}

export function typeOf(text: string): ValueType {
  const type = parseValueType(text);
  if (!type) throw invalid([{ path: "", message: `${text} is not a value type` }]);
  return type;
}

async function loadGiven(run: Run, catalog: Catalog, spine: GivenSpine, table: string) {
  const types = spine.columns.map((column) => typeOf(column.type));
  const columns = spine.columns.map(
    (column, i) => `${quoteName(column.name)} ${sqlTypeOf(types[i] ?? { kind: "string" })}`,
  );
  const given = catalog.name(`${table}_given`);
  const create = (name: string) =>
    `CREATE TABLE ${quoteName(name)} (${SPINE_ID} BIGINT, ${columns.join(", ")})`;
  await run.execute(create(given));
  await appendCells(run, given, { types, columns: spine.values, rowCount: spine.rowCount });
  const time = quoteName(spine.time);
  await run.execute(
    `CREATE TABLE ${quoteName(table)} AS SELECT *, epoch_us(${time}) AS ${SPINE_TIME} FROM ${quoteName(given)}`,
  );
  await run.execute(`DROP TABLE ${quoteName(given)}`);
  catalog.shown.push(
    `CREATE TABLE ${quoteName(table)} (${SPINE_ID} BIGINT, ${columns.join(", ")}, ${SPINE_TIME} BIGINT);\n-- ${spine.rowCount} rows as given; ${SPINE_TIME} is ${time} in microseconds since 1970 UTC`,
  );
}

async function loadSampled(run: Run, catalog: Catalog, spine: SampledSpine, table: string) {
  const source = await bindRelation(run, catalog, spine.source, "spine");
  const columns = spine.columns.map((column) => {
    const found = source.columns.find((candidate) => candidate.name === column.column);
    const type = typeOf(column.type);
    if (!found)
      throw invalid([
        { path: `spine.${column.name}`, message: `${spine.source.name} has no column ${column.column}` },
      ]);
    if (castRule(found.type, type) === "refuse") {
      const message = `is ${formatValueType(found.type)} in ${spine.source.name}, not ${column.type}`;
      throw invalid([{ path: `spine.${column.name}`, message }]);
    }
    return named(castSql(quoteName(column.column), found.type, type), column.name);
  });
  const drawn = drawnRows(source, { rows: spine.rows, seed: spine.seed });
  const order = source.rowOrder.map(quoteName);
  const select = `SELECT row_number() OVER (ORDER BY ${SPINE_TIME} NULLS LAST, ${order.join(", ")}) - 1 AS ${SPINE_ID}, * EXCLUDE (${order.join(", ")})
FROM (SELECT ${[...columns, ...order].join(", ")}, epoch_us(${quoteName(spine.time)}) AS ${SPINE_TIME} FROM (${drawn}))`;
  const create = `CREATE TABLE ${quoteName(table)} AS\n${select}`;
  await run.execute(create);
  catalog.shown.push(`${create};`);
}
