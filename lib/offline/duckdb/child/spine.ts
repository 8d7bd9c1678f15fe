import "server-only";
import { invalid } from "@/lib/core/errors";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import { castRule } from "@/lib/core/pit/cast";
import type { FileSpine, GivenSpine, PitSpine, SampledSpine } from "@/lib/core/pit/plan";
import type { DroppedRows } from "../../dataset-engine";
import { SPINE_ID, SPINE_TIME, type SpineFacts } from "../compile-pit";
import { compileSelection, DROP_REASONS } from "../compile-selection";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import { sqlTypeOf } from "../types";
import { appendCells } from "./append";
import { type Bound, bindRelation, type Catalog, castSql, named } from "./bind";
import type { Run } from "./run";
import { drawnRows } from "./sample";

/** The spine in its table, and what its selection left out. */
export interface LoadedSpine extends SpineFacts {
  dropped: DroppedRows;
}

const NOTHING_DROPPED: DroppedRows = { beforeSince: 0, betweenSplits: 0, notSampled: 0, notMature: 0 };
const POSITION = "__position";
const DROPPED = "__dropped";
/**
 * Puts the spine into a table: its columns, the number of each row in the order of the result, and its time in
 * microseconds.
 */
export async function loadSpine(run: Run, catalog: Catalog, spine: PitSpine): Promise<LoadedSpine> {
  const table = catalog.name("spine");
  let dropped = NOTHING_DROPPED;
  if (spine.kind === "rows") await loadGiven(run, catalog, spine, table);
  else if (spine.kind === "sample") await loadSampled(run, catalog, spine, table);
  else dropped = await loadFile(run, catalog, spine, table);
  return { ...(await factsOf(run, table)), dropped };
}

/** What joins need to know of a table that holds a spine. */
export async function factsOf(run: Run, table: string): Promise<SpineFacts> {
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
  const columns = spine.columns.map((column) => readColumn(source, spine.source.name, column));
  const drawn = drawnRows(source, { rows: spine.rows, seed: spine.seed });
  const order = source.rowOrder.map(quoteName);
  const select = `SELECT row_number() OVER (ORDER BY ${SPINE_TIME} NULLS LAST, ${order.join(", ")}) - 1 AS ${SPINE_ID}, * EXCLUDE (${order.join(", ")})
FROM (SELECT ${[...columns, ...order].join(", ")}, epoch_us(${quoteName(spine.time)}) AS ${SPINE_TIME} FROM (${drawn}))`;
  const create = `CREATE TABLE ${quoteName(table)} AS\n${select}`;
  await run.execute(create);
  catalog.shown.push(`${create};`);
}

/** All rows of a file in their order, without those that the selection leaves out; those are counted by reason. */
async function loadFile(run: Run, catalog: Catalog, spine: FileSpine, table: string): Promise<DroppedRows> {
  const source = await bindRelation(run, catalog, spine.source, "spine");
  const given = spine.columns.flatMap((column) =>
    column.column === null ? [] : [{ name: column.name, column: column.column, type: column.type }],
  );
  const columns = given.map((column) => readColumn(source, spine.source.name, column));
  const [position = "0"] = source.rowOrder.map(quoteName).toReversed();
  const selected = compileSelection(spine.selection, { time: SPINE_TIME, position: POSITION });
  const all = catalog.name(`${table}_file`);
  const view = `CREATE VIEW ${quoteName(all)} AS
SELECT *, ${selected.dropped} AS ${DROPPED} FROM (
  SELECT *, epoch_us(${quoteName(spine.time)}) AS ${SPINE_TIME}
  FROM (SELECT ${[...columns, `${position} AS ${POSITION}`].join(", ")} FROM ${quoteName(source.relation)})
)`;
  const names = given.map((column) => quoteName(column.name));
  const create = `CREATE TABLE ${quoteName(table)} AS
SELECT row_number() OVER (ORDER BY ${POSITION}) - 1 AS ${SPINE_ID}, ${[...names, ...selected.columns].join(", ")}, ${SPINE_TIME}
FROM ${quoteName(all)} WHERE ${DROPPED} IS NULL`;
  await run.execute(view);
  await run.execute(create);
  catalog.shown.push(`${view};`, `${create};`);
  const counted = await readAll(
    run.connection,
    `SELECT ${DROPPED}, count(*) FROM ${quoteName(all)} WHERE ${DROPPED} IS NOT NULL GROUP BY 1`,
  );
  const counts = new Map(counted.map(([reason, count]) => [Number(reason), Number(count)]));
  const [beforeSince = 0, betweenSplits = 0, notSampled = 0] = DROP_REASONS.map((_, i) => counts.get(i + 1));
  return { ...NOTHING_DROPPED, beforeSince, betweenSplits, notSampled };
}

/** SQL of a source's column under its name in the spine, as the type that the spine has. */
function readColumn(
  source: Bound,
  name: string,
  column: { name: string; column: string; type: string },
): string {
  const found = source.columns.find((candidate) => candidate.name === column.column);
  const type = typeOf(column.type);
  if (!found)
    throw invalid([{ path: `spine.${column.name}`, message: `${name} has no column ${column.column}` }]);
  if (castRule(found.type, type) === "refuse") {
    const message = `is ${formatValueType(found.type)} in ${name}, not ${column.type}`;
    throw invalid([{ path: `spine.${column.name}`, message }]);
  }
  return named(castSql(quoteName(column.column), found.type, type), column.name);
}
