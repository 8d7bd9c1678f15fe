import "server-only";
import type { Newest } from "./compile-answer";
import {
  AFTER_ALL,
  andAll,
  type BoundGroup,
  countsFrom,
  createdOf,
  endColumns,
  featureName,
  type GroupTables,
  keysEqual,
  NO_TIME,
  orderParts,
  type Search,
  SPINE_ID,
  SPINE_TIME,
  type SpineFacts,
} from "./compile-pit";
import { quoteName } from "./quote";

/**
 * From so many features on, values stay out of the sort and are fetched by row number afterwards. With 5 columns that
 * gains nothing, with 40 it takes 0.5 to 0.85 of the time and 0.6 of the memory; the switch between is interpolated.
 */
const LATE_FEATURES_MIN = 16;

/** The newest rows by one sort-based ASOF join on (event time, created time, row order). */
export function asofSearch(
  bound: BoundGroup,
  search: Search,
  spine: SpineFacts,
  tables: GroupTables,
): Newest {
  const phase = `joining ${bound.group.name}`;
  const isLate =
    search.features.length >= LATE_FEATURES_MIN && bound.isRereadable && bound.rowOrder.length > 0;
  const values = search.features.map(featureName);
  if (!isLate) return { before: [], query: joinQuery(bound, search, values, spine, tables), phase };
  const order = bound.rowOrder.map((_, i) => `o_${i + 1}`);
  const [found = ""] = tables.found.map(quoteName);
  const sameRow = order.map((column) => `f.${column} = n.${column}`).join(" AND ");
  return {
    before: [
      {
        phase,
        sql: `CREATE TABLE ${found} AS\n${joinQuery(bound, search, order, spine, tables)}`,
      },
    ],
    query: `SELECT n.* EXCLUDE (${order.join(", ")}), ${values.map((value) => `f.${value}`).join(", ")}
FROM ${found} AS n
JOIN ${quoteName(tables.rows)} AS f ON ${sameRow}`,
    phase: `reading the values of ${bound.group.name}`,
  };
}

/** Finds the newest rows and carries `columns` of them along. */
function joinQuery(
  bound: BoundGroup,
  search: Search,
  columns: readonly string[],
  spine: SpineFacts,
  tables: GroupTables,
): string {
  const { group, knowledge } = bound;
  const carried = [...endColumns(group), ...columns].map((column) => `, f.${column}`).join("");
  const [from, condition] =
    knowledge === "known" ? byKnown(bound, search, tables) : byEvent(bound, search, tables);
  return `SELECT s.${SPINE_ID} AS row_id, s.${SPINE_TIME} AS time_us, f.event_us, ${createdOf(group)} AS created_us${carried}
FROM ${quoteName(spine.table)} AS s
ASOF JOIN ${from} AS f
ON ${keysEqual(group)}
AND ${condition}
WHERE f.event_us <= s.${SPINE_TIME}`;
}

/**
 * Equal event times are decided inside the one inequality an ASOF join may have: the spine's side is greater than any
 * created time, so its further members never count, but must exist. The last guard of the query is for spine rows without
 * a time, which the sort-based join would give the newest row of all.
 */
function byEvent(bound: BoundGroup, search: Search, tables: GroupTables): [string, string] {
  const { group } = bound;
  const order = orderParts(bound);
  const time = group.strict ? `s.${SPINE_TIME} - 1` : `s.${SPINE_TIME}`;
  const spineSide = [
    `e: COALESCE(${time}, ${NO_TIME})`,
    `c: ${AFTER_ALL}`,
    ...order.map((part) => `${part.name}: ${part.nothing}`),
  ];
  const rowSide = [
    "e: f.event_us",
    `c: ${createdOf(group)}`,
    ...order.map((part) => `${part.name}: ${part.sql}`),
  ];
  // Infinite times have no microseconds; an ASOF join must not meet the null that stands for them.
  const rows = `(SELECT * FROM ${quoteName(tables.rows)} AS f WHERE event_us IS NOT NULL${andAll([search.only])})`;
  return [rows, `{${spineSide.join(", ")}} >= {${rowSide.join(", ")}}`];
}

/**
 * Of all rows that count at some time the newest is wanted, not the last that became known. So rows that are older than
 * one that was known before them leave first: the others become known in the order in which they are newer, and one ASOF
 * join on that finds the best. `place` numbers the rows of a key from oldest to newest, ties decided.
 */
function byKnown(bound: BoundGroup, search: Search, tables: GroupTables): [string, string] {
  const keys = bound.group.keys.map((_, i) => `f.k_${i + 1}`).join(", ");
  const order = ["f.event_us", createdOf(bound.group), ...orderParts(bound).map((part) => part.sql)];
  const rows = `(
  SELECT * FROM (
    SELECT *, max(f.place) OVER (PARTITION BY ${keys} ORDER BY f.from_us) AS best
    FROM (
      SELECT *, ${countsFrom(bound)} AS from_us, row_number() OVER (PARTITION BY ${keys} ORDER BY ${order.join(", ")}) AS place
      FROM ${quoteName(tables.rows)} AS f
      WHERE true${andAll([search.only])}
    ) AS f
  ) WHERE place = best
)`;
  const spineSide = `{e: COALESCE(s.${SPINE_TIME}, ${NO_TIME}), c: ${AFTER_ALL}}`;
  return [rows, `${spineSide} >= {e: f.from_us, c: f.place}`];
}
