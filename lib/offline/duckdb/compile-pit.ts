import "server-only";
import { parseValueType } from "@/lib/core/model/value-type";
import type { PitGroup } from "@/lib/core/pit/plan";
import type { Strategy } from "@/lib/core/pit/strategy";
import { MICROS_PER_SECOND } from "@/lib/core/time/instant";
import { quoteName } from "./quote";
import { sqlTypeOf } from "./types";

/** One statement of a run. Only our own names, quoted names and whole numbers stand in it: never a value of the spine. */
interface Statement {
  /** What it does, for progress and timing. */
  phase: string;
  sql: string;
}

/** A group whose relation has been bound: it can be read as `relation`, a view or table of the instance. */
export interface BoundGroup {
  group: PitGroup;
  /** Unquoted name; its columns have the plan's types already. */
  relation: string;
  /** Columns that give the relation's rows an order, or none: then the tie-break columns decide. */
  rowOrder: readonly string[];
  /** Whether reading the relation twice gives the same rows at little cost. */
  isRereadable: boolean;
}

/**
 * Columns of the spine's table beside the spine's own, whose names never start with two underscores: number of the row
 * from 0 in the order of the result, and its time in microseconds.
 */
export const SPINE_ID = "__id";
export const SPINE_TIME = "__time_us";

/** What is known of the spine once it stands in its table. Times are microseconds, `null` without any. */
export interface SpineFacts {
  table: string;
  rowCount: number;
  minTime: bigint | null;
  maxTime: bigint | null;
}

/** Names of the tables that a group's statements leave behind. */
export interface GroupTables {
  rows: string;
  recent: string;
  open: string;
  tiles: string;
  newest: string;
  /** `row_id`, `state` (1 found, 2 too old), `event_us`, `created_us`, `f_1` … for rows that found something. */
  joined: string;
}

export const STATE_FOUND = 1;
export const STATE_TOO_OLD = 2;

/** Slices of time between the first and the last spine time, at most. More cost little, fewer leave more rows to compare. */
const TILES = 256n;
const INT64_MAX = 9_223_372_036_854_775_807n;
/** Created time of rows without one: below every real time, which start 290 000 years before it overflows. */
export const NO_CREATED = -INT64_MAX;
/** Spine time of rows without one: nothing lies at or before it. */
const NO_TIME = -INT64_MAX - 1n;

/**
 * The statements that join one group, by strategy. All leave the same rows in `tables.joined`:
 * for each spine row the row of the relation with equal keys and the greatest (event time, created time, row order) at or
 * before the spine time. Plain equality on keys, so null keys match nothing; the age limit is applied to that one row
 * only, so an older row is never tried (pit-semantics rules 1, 2, 5–8, 13).
 */
export function compileGroup(
  bound: BoundGroup,
  strategy: Strategy,
  spine: SpineFacts,
  tables: GroupTables,
): Statement[] {
  const source = rowsStatement(bound, strategy, spine, tables);
  if (spine.minTime === null || spine.maxTime === null) return [source, emptyStatement(bound, tables)];
  if (strategy === "asof") return [source, asofStatement(bound, spine, tables)];
  const newest =
    strategy === "range" ? [rangeStatement(bound, spine, tables)] : tileStatements(bound, spine, tables);
  return [source, ...newest, pickStatement(bound, spine, tables)];
}

/** Slices are as long as a power of two microseconds, so that a shift numbers them: it costs a third of a division. */
function tileShift(min: bigint, max: bigint): bigint {
  return BigInt(((max - min) / TILES).toString(2).length);
}

/**
 * The group's rows with the names the other statements use. A relation that is costly or not safe to read twice is
 * stored once, cut to the spine's keys and times.
 */
function rowsStatement(
  { group, relation, rowOrder, isRereadable }: BoundGroup,
  strategy: Strategy,
  spine: SpineFacts,
  tables: GroupTables,
): Statement {
  const order =
    rowOrder.length > 0
      ? rowOrder.map((column, i) => `${quoteName(column)} AS o_${i + 1}`)
      : group.tieBreakColumns.map((column, i) => `${quoteName(column)} AS o_${i + 1}`);
  const columns = [
    ...group.keys.map((key, i) => `${quoteName(key.column)} AS k_${i + 1}`),
    `${quoteName(group.eventTime)} AS event_at`,
    `epoch_us(${quoteName(group.eventTime)}) AS event_us`,
    // As it is: only rows that are looked at again need it in microseconds.
    ...(group.createdTime ? [`${quoteName(group.createdTime)} AS created_at`] : []),
    ...order,
    ...group.features.map((feature, i) => `${quoteName(feature.column)} AS f_${i + 1}`),
  ];
  // The sort-based ASOF join of DuckDB 1.5.6 matches null to null in a key of several parts; rows without a whole key
  // can match nothing, so they leave before any join.
  const usable = [group.eventTime, ...group.keys.map((key) => key.column)];
  const where = usable.map((column) => `${quoteName(column)} IS NOT NULL`).join(" AND ");
  const select = `SELECT ${columns.join(",\n  ")}\nFROM ${quoteName(relation)}\nWHERE ${where}`;
  const rows = quoteName(tables.rows);
  if (strategy === "asof" || isRereadable) {
    return { phase: `reading ${group.name}`, sql: `CREATE VIEW ${rows} AS\n${select}` };
  }
  const keys = group.keys.map((key, i) => `s.${quoteName(key.spineColumn)} = f.k_${i + 1}`).join(" AND ");
  return {
    phase: `reading ${group.name}`,
    sql: `CREATE TABLE ${rows} AS\nSELECT f.* FROM (${select}) AS f\nSEMI JOIN ${quoteName(spine.table)} AS s ON ${keys}\nWHERE f.event_at <= make_timestamptz(${spine.maxTime ?? NO_TIME})`,
  };
}

function asofStatement(bound: BoundGroup, spine: SpineFacts, tables: GroupTables): Statement {
  const { group } = bound;
  const order = orderParts(bound);
  // Equal event times are decided inside the one inequality an ASOF join may have: the spine's side is greater than any
  // created time, so its further members never count, but must exist.
  const spineSide = [
    `e: COALESCE(s.${SPINE_TIME}, ${NO_TIME})`,
    `c: ${INT64_MAX}`,
    ...order.map((part) => `${part.name}: ${part.nothing}`),
  ];
  const rowSide = [
    "e: f.event_us",
    `c: ${createdOf(group)}`,
    ...order.map((part) => `${part.name}: ${part.sql}`),
  ];
  const condition = `{${spineSide.join(", ")}} >= {${rowSide.join(", ")}}`;
  const sql = `CREATE TABLE ${quoteName(tables.joined)} AS
${answerOf(group, "j")}
FROM (
  SELECT s.${SPINE_ID} AS row_id, s.${SPINE_TIME} AS time_us, f.event_us, ${createdOf(group)} AS created_us${group.features.map((_, i) => `, f.f_${i + 1}`).join("")}
  FROM ${quoteName(spine.table)} AS s
  ASOF JOIN ${withEvent(tables)} AS f
  ON ${keysEqual(group)}
  AND ${condition}
) AS j
WHERE j.event_us <= j.time_us`;
  return { phase: `joining ${group.name}`, sql };
}

function rangeStatement({ group }: BoundGroup, spine: SpineFacts, tables: GroupTables): Statement {
  return {
    phase: `finding the newest rows of ${group.name}`,
    sql: `CREATE TABLE ${quoteName(tables.newest)} AS
SELECT s.${SPINE_ID} AS row_id, max(f.event_us) AS event_us
FROM ${quoteName(spine.table)} AS s
JOIN ${quoteName(tables.rows)} AS f ON ${keysEqual(group)} AND f.event_us <= s.${SPINE_TIME}
WHERE f.event_at <= make_timestamptz(${spine.maxTime ?? NO_TIME})
GROUP BY s.${SPINE_ID}`,
  };
}

/**
 * Most spine rows find their row in their own slice or the one before. Only for the keys of the others are earlier slices
 * condensed to their newest event, so that a long gap costs one more scan and never a comparison of every pair.
 */
function tileStatements({ group }: BoundGroup, spine: SpineFacts, tables: GroupTables): Statement[] {
  const min = spine.minTime ?? 0n;
  const max = spine.maxTime ?? 0n;
  const shift = tileShift(min, max);
  const tileOf = (time: string) => `${time} >> ${shift}`;
  // Whatever is out of reach of "the one before" of every spine row is one slice.
  const oldest = (min >> shift) - 2n;
  const keys = group.keys.map((_, i) => `k_${i + 1}`);
  const equal = (a: string, b: string) => keys.map((key) => `${a}.${key} = ${b}.${key}`).join(" AND ");
  const spineKeys = group.keys.map((key, i) => `${quoteName(key.spineColumn)} AS k_${i + 1}`).join(", ");
  const spineRows = `(SELECT ${SPINE_ID} AS row_id, ${SPINE_TIME} AS time_us, ${tileOf(SPINE_TIME)} AS tile, ${spineKeys} FROM ${quoteName(spine.table)} WHERE ${SPINE_TIME} IS NOT NULL)`;
  const rows = `(SELECT ${keys.join(", ")}, event_us, ${tileOf("event_us")} AS tile FROM ${quoteName(tables.rows)} WHERE event_at <= make_timestamptz(${max}))`;
  const [recent, open, tiles] = [tables.recent, tables.open, tables.tiles].map(quoteName);
  return [
    {
      phase: `finding the newest rows of ${group.name}`,
      sql: `CREATE TABLE ${recent} AS
SELECT s.row_id, max(f.event_us) AS event_us
FROM (SELECT * REPLACE (tile - back AS tile) FROM ${spineRows}, (VALUES (0), (1)) AS b(back)) AS s
JOIN ${rows} AS f ON ${equal("f", "s")} AND f.tile = s.tile AND f.event_us <= s.time_us
GROUP BY s.row_id`,
    },
    {
      phase: `finding the newest rows of ${group.name}`,
      sql: `CREATE TABLE ${open} AS SELECT s.* FROM ${spineRows} AS s ANTI JOIN ${recent} AS o ON o.row_id = s.row_id`,
    },
    {
      phase: `looking further back in ${group.name}`,
      sql: `CREATE TABLE ${tiles} AS
SELECT ${keys.map((key) => `f.${key}`).join(", ")}, GREATEST(f.tile, ${oldest}) AS tile, max(f.event_us) AS event_us
FROM ${rows} AS f
SEMI JOIN ${open} AS o ON ${equal("f", "o")}
GROUP BY ALL`,
    },
    {
      phase: `looking further back in ${group.name}`,
      sql: `CREATE TABLE ${quoteName(tables.newest)} AS
SELECT row_id, event_us FROM ${recent}
UNION ALL
SELECT o.row_id, max(t.event_us) FROM ${open} AS o
JOIN ${tiles} AS t ON ${equal("t", "o")} AND t.tile < o.tile
GROUP BY o.row_id`,
    },
  ];
}

/** Fetches the rows at the newest event time and decides ties among them. */
function pickStatement(bound: BoundGroup, spine: SpineFacts, tables: GroupTables): Statement {
  const { group } = bound;
  const rank = [`c: ${createdOf(group)}`, ...orderParts(bound).map((part) => `${part.name}: ${part.sql}`)];
  const values = [
    `created_us: ${createdOf(group)}`,
    ...group.features.map((_, i) => `f_${i + 1}: f.f_${i + 1}`),
  ];
  const sql = `CREATE TABLE ${quoteName(tables.joined)} AS
${answerOf(group, "j")}
FROM (
  SELECT n.row_id, any_value(s.${SPINE_TIME}) AS time_us, any_value(n.event_us) AS event_us,
    unnest(max_by({${values.join(", ")}}, {${rank.join(", ")}}))
  FROM ${quoteName(tables.newest)} AS n
  JOIN ${quoteName(spine.table)} AS s ON s.${SPINE_ID} = n.row_id
  JOIN ${quoteName(tables.rows)} AS f ON ${keysEqual(group)} AND f.event_at = make_timestamptz(n.event_us)
  GROUP BY n.row_id
) AS j`;
  return { phase: `reading the values of ${group.name}`, sql };
}

function emptyStatement({ group }: BoundGroup, tables: GroupTables): Statement {
  const columns = [
    "0::BIGINT AS row_id",
    "0::TINYINT AS state",
    "0::BIGINT AS event_us",
    "0::BIGINT AS created_us",
  ];
  const features = group.features.map((feature, i) => `NULL::${declaredType(feature.type)} AS f_${i + 1}`);
  return {
    phase: `joining ${group.name}`,
    sql: `CREATE TABLE ${quoteName(tables.joined)} AS SELECT ${[...columns, ...features].join(", ")} WHERE false`,
  };
}

/** State, times and values of a spine row that found a row `alias`. */
function answerOf(group: PitGroup, alias: string): string {
  // 128 bits: a TTL of millennia must not overflow against a time before the common era.
  const age = `${alias}.time_us::HUGEINT - ${alias}.event_us`;
  const tooOld =
    group.ttlSeconds === null ? "false" : `${age} > ${BigInt(group.ttlSeconds) * MICROS_PER_SECOND}`;
  const values = group.features.map(
    (_, i) => `CASE WHEN NOT (${tooOld}) THEN ${alias}.f_${i + 1} END AS f_${i + 1}`,
  );
  return `SELECT ${[
    `${alias}.row_id`,
    `CASE WHEN ${tooOld} THEN ${STATE_TOO_OLD} ELSE ${STATE_FOUND} END::TINYINT AS state`,
    `${alias}.event_us`,
    `NULLIF(${alias}.created_us, ${NO_CREATED}) AS created_us`,
    ...values,
  ].join(",\n  ")}`;
}

/**
 * Members that decide after event and created time. Values of a SELECT get a flag before them, so that null counts
 * lowest, as for created times.
 */
function orderParts({ group, rowOrder }: BoundGroup): { name: string; sql: string; nothing: string }[] {
  if (rowOrder.length > 0) {
    return rowOrder.map((_, i) => ({ name: `o_${i + 1}`, sql: `f.o_${i + 1}`, nothing: "0" }));
  }
  return group.tieBreakColumns.flatMap((_, i) => [
    { name: `n_${i + 1}`, sql: `f.o_${i + 1} IS NOT NULL`, nothing: "false" },
    { name: `o_${i + 1}`, sql: `f.o_${i + 1}`, nothing: "NULL" },
  ]);
}

/** Created time of a row `f` in microseconds, below every real one without one. */
function createdOf(group: PitGroup): string {
  return group.createdTime ? `COALESCE(epoch_us(f.created_at), ${NO_CREATED})` : `${NO_CREATED}`;
}

function keysEqual(group: PitGroup): string {
  return group.keys.map((key, i) => `s.${quoteName(key.spineColumn)} = f.k_${i + 1}`).join(" AND ");
}

/** Infinite times have no microseconds; an ASOF join must not meet the null that stands for them. */
function withEvent(tables: GroupTables): string {
  return `(SELECT * FROM ${quoteName(tables.rows)} WHERE event_us IS NOT NULL)`;
}

function declaredType(type: string): string {
  const parsed = parseValueType(type);
  if (!parsed) throw new Error(`not a value type: ${type}`);
  return sqlTypeOf(parsed);
}
