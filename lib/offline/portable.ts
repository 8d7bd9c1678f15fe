import "server-only";
import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import { hasRowOrder, type Relation } from "@/lib/core/pit/relation";
import { quoteName } from "./duckdb/quote";

const ASSUMPTIONS = `-- Portable form of a point-in-time join. It assumes:
--   "__spine": the spine's columns, and "__id", the number of each row from 0;
--   one table per source, under its name: times are instants, columns have their declared types, and "__row" numbers
--   the rows in the order in which they were written;
--   times to the microsecond, text that sorts by its bytes, IGNORE NULLS inside the parentheses (Spark: after them).
-- A group's own SELECT is printed as it was written.`;

/**
 * A plan as one statement of standard SQL (SQL:2003 windows, NULLS FIRST, IGNORE NULLS), without ASOF joins and without
 * any function of one engine: spine and rows stand in one list in the order of time, and each spine row takes the last
 * row before it. That is the form which an engine that spreads its work over machines runs: it partitions by the keys and
 * sorts each part once. Ties, knowledge, nulls, tombstones and ends follow the same rules as everywhere.
 *
 * Result: the spine's columns, per group `__state_N`, `__event_N`, `__created_N` and `__ended_N` (where features look past
 * nulls also `__state_N_M` … per feature), then the features; one row per spine row, in its order. It holds no value of
 * the spine.
 *
 * @returns `null` when a group's relation is not made of sources, or its values are computed from many rows.
 */
export function portableSql(plan: PitPlan): string | null {
  const isPlain = ({ compute, relation }: PitGroup) => compute.kind === "rows" && isPrintable(relation);
  if (!plan.groups.every(isPlain)) return null;
  const time = `s.${quoteName(plan.spine.time)}`;
  const parts = plan.groups.map((group, i) => groupParts(plan, group, i + 1));
  const columns = [
    ...plan.spine.columns.map(({ name }) => `s.${quoteName(name)}`),
    ...plan.groups.flatMap((group, i) => outputColumns(group, i + 1)),
  ];
  const joins = plan.groups.map(
    (_, i) => `LEFT JOIN "__g${i + 1}" AS g${i + 1} ON g${i + 1}."__id" = s."__id"`,
  );
  return `${ASSUMPTIONS}${leftOut(plan)}
WITH ${parts.map((part) => part(time)).join(",\n")}
SELECT ${columns.join(",\n  ")}
FROM "__spine" AS s
${joins.join("\n")}
ORDER BY s."__id"`;
}

/** Expressions are Asof's own; what they read is among the columns. */
function leftOut({ computed = [] }: PitPlan): string {
  const names = computed.map(
    ({ output, text }) => `\n--   ${quoteName(output)}: ${text.replaceAll(/\s+/g, " ").trim()}`,
  );
  return names.length === 0
    ? ""
    : `\n-- Computed on demand, after the join, and left out here:${names.join("")}`;
}

function isPrintable(relation: Relation): boolean {
  switch (relation.kind) {
    case "files":
      return true;
    case "columns":
      return isPrintable(relation.input);
    case "select":
      return Object.values(relation.inputs).every(isPrintable);
    case "typed":
    case "stored":
    case "rows":
    case "until":
      return false;
  }
}

/** What is told about the row that decided: its name in the result, and its column among the group's rows. */
const SOURCES = [
  { output: "state", column: null },
  { output: "event", column: "event_at" },
  { output: "created", column: "created_at" },
  { output: "ended", column: null },
] as const;

function outputColumns(group: PitGroup, n: number): string[] {
  const suffixes = ["", ...(group.nulls === "latest_row" ? [] : group.features.map((_, i) => `_${i + 1}`))];
  return [
    ...suffixes.flatMap((suffix) =>
      SOURCES.map(({ output }) => {
        const column = `g${n}.${output}${suffix}`;
        // A spine row without a time stands in no list.
        const told = output === "state" ? `COALESCE(${column}, 'NOT_FOUND')` : column;
        return `${told} AS "__${output}_${n}${suffix}"`;
      }),
    ),
    ...group.features.map((feature, i) => `g${n}.f_${i + 1} AS ${quoteName(feature.output)}`),
  ];
}

function groupParts(plan: PitPlan, group: PitGroup, n: number): (time: string) => string {
  const keys = group.keys.map((_, i) => `k_${i + 1}`).join(", ");
  const bests = bestsOf(group);
  return (time) => `"__g${n}_rows" AS (
${numberedRows(plan, group)}
),
"__g${n}_best" AS (
  SELECT ${keys}, from_at, ${bests.map(({ only }, i) => `${bestSoFar(plan, keys, only)} AS best_${i}`).join(", ")}
  FROM "__g${n}_rows"
),
"__g${n}_list" AS (
  SELECT ${keys}, from_at AS at_time, 0 AS side, CAST(NULL AS BIGINT) AS id, ${bests.map((_, i) => `best_${i}`).join(", ")}
  FROM "__g${n}_best"
  UNION ALL
  SELECT ${group.keys.map((key) => `s.${quoteName(key.spineColumn)}`).join(", ")}, ${time}, 1, s."__id", ${bests.map(() => "CAST(NULL AS BIGINT)").join(", ")}
  FROM "__spine" AS s
  WHERE ${time} IS NOT NULL
),
"__g${n}_found" AS (
  SELECT ${keys}, at_time, id, ${bests.map((_, i) => `LAST_VALUE(best_${i} IGNORE NULLS) OVER w AS place_${i}`).join(", ")}
  FROM "__g${n}_list"
  WINDOW w AS (PARTITION BY ${keys} ORDER BY at_time, side, best_0 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
"__g${n}" AS (
${answer(group, n)}
)`;
}

/** Which rows decide: the newest of all, then, where features look past nulls, the newest for each feature. */
function bestsOf(group: PitGroup): { only: string | null }[] {
  if (group.nulls === "latest_row") return [{ only: null }];
  const deleted = group.tombstone === null ? "" : " OR gone";
  return [{ only: null }, ...group.features.map((_, i) => ({ only: `f_${i + 1} IS NOT NULL${deleted}` }))];
}

/**
 * By event time rows count in the order of their places, so each is the best so far; as known at a time, a row that became
 * known late may be older than one that is known already.
 */
function bestSoFar({ knowledge }: PitPlan, keys: string, only: string | null): string {
  const place = only === null ? "place" : `CASE WHEN ${only} THEN place END`;
  return knowledge === "event" ? place : `MAX(${place}) OVER (PARTITION BY ${keys} ORDER BY from_at)`;
}

/** The group's usable rows; `place` numbers those of a key from oldest to newest, ties decided. */
function numberedRows(plan: PitPlan, group: PitGroup): string {
  const isKnown = plan.knowledge === "known" && group.createdTime !== null;
  const event = `f.${quoteName(group.eventTime)}`;
  const created = group.createdTime === null ? null : `f.${quoteName(group.createdTime)}`;
  const keys = group.keys.map((key) => `f.${quoteName(key.column)}`);
  const from = group.strict ? `${event} + INTERVAL '0.000001' SECOND` : event;
  const order = hasRowOrder(group.relation)
    ? [`f."__row"`]
    : group.tieBreakColumns.map((column) => `f.${quoteName(column)} NULLS FIRST`);
  const ranked = [event, ...(created ? [`${created} NULLS FIRST`] : []), ...order];
  const columns = [
    ...keys.map((key, i) => `${key} AS k_${i + 1}`),
    `${event} AS event_at`,
    `${created ?? "CAST(NULL AS TIMESTAMP WITH TIME ZONE)"} AS created_at`,
    `${isKnown ? `CASE WHEN ${created} > ${from} THEN ${created} ELSE ${from} END` : from} AS from_at`,
    ...(group.tombstone ? [`COALESCE(f.${quoteName(group.tombstone)}, FALSE) AS gone`] : []),
    ...(group.validTo ? [`f.${quoteName(group.validTo)} AS end_at`] : []),
    ...group.features.map((feature, i) => `f.${quoteName(feature.column)} AS f_${i + 1}`),
    `ROW_NUMBER() OVER (PARTITION BY ${keys.join(", ")} ORDER BY ${ranked.join(", ")}) AS place`,
  ];
  const present = [event, ...keys, ...(isKnown && created ? [created] : [])];
  return `  SELECT ${columns.join(",\n    ")}
  FROM ${relationSql(group.relation)} AS f
  WHERE ${present.map((column) => `${column} IS NOT NULL`).join(" AND ")}`;
}

/** States, times and values of spine rows, from the places of the rows that decide. */
function answer(group: PitGroup, n: number): string {
  const bests = bestsOf(group);
  const states = bests.map((_, i) => stateOf(group, `r${i}`));
  const own = states.map((state, i) => (i === 0 ? state : overridden(group, states[0] ?? "", state)));
  const rowOf = (i: number, column: string) =>
    i === 0 || !isOverridable(group)
      ? `r${i}.${column}`
      : `CASE WHEN ${isOver(states[0] ?? "")} THEN r0.${column} ELSE r${i}.${column} END`;
  const told = bests.flatMap((_, i) => {
    const suffix = i === 0 ? "" : `_${i}`;
    return SOURCES.map(({ output, column }) => {
      const name = `${output}${suffix}`;
      if (output === "state") return `${own[i]} AS ${name}`;
      if (column !== null) return `${rowOf(i, column)} AS ${name}`;
      return group.validTo === null
        ? `CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS ${name}`
        : `CASE WHEN (${own[i]}) = 'ENDED' THEN ${rowOf(i, "end_at")} END AS ${name}`;
    });
  });
  const values = group.features.map((_, i) => {
    const decides = group.nulls === "latest_row" ? 0 : i + 1;
    return `CASE WHEN (${own[decides]}) = 'FOUND' THEN r${decides}.f_${i + 1} END AS f_${i + 1}`;
  });
  const sameKeys = (row: string) =>
    group.keys.map((_, i) => `${row}.k_${i + 1} = p.k_${i + 1}`).join(" AND ");
  const joins = bests.map(
    (_, i) => `  LEFT JOIN "__g${n}_rows" AS r${i} ON ${sameKeys(`r${i}`)} AND r${i}.place = p.place_${i}`,
  );
  return `  SELECT p.id AS "__id",
    ${[...told, ...values].join(",\n    ")}
  FROM "__g${n}_found" AS p
${joins.join("\n")}
  WHERE p.id IS NOT NULL`;
}

function stateOf({ tombstone, validTo, ttlSeconds }: PitGroup, row: string): string {
  return [
    `CASE WHEN ${row}.place IS NULL THEN 'NOT_FOUND'`,
    ...(tombstone === null ? [] : [`WHEN ${row}.gone THEN 'DELETED'`]),
    ...(validTo === null ? [] : [`WHEN ${row}.end_at <= p.at_time THEN 'ENDED'`]),
    ...(ttlSeconds === null
      ? []
      : [`WHEN ${row}.event_at < p.at_time - INTERVAL '${ttlSeconds}' SECOND THEN 'OUTSIDE_MAX_AGE'`]),
    "ELSE 'FOUND' END",
  ].join(" ");
}

/** Whether the newest row can take the values of every feature away. */
function isOverridable({ tombstone, validTo }: PitGroup): boolean {
  return tombstone !== null || validTo !== null;
}

function isOver(state: string): string {
  return `(${state}) IN ('DELETED', 'ENDED')`;
}

function overridden(group: PitGroup, newest: string, own: string): string {
  return isOverridable(group) ? `CASE WHEN ${isOver(newest)} THEN ${newest} ELSE ${own} END` : own;
}

/** Rows of a relation as something to select from, with "__row" where they have an order of their own. */
function relationSql(relation: Relation): string {
  switch (relation.kind) {
    case "files":
      return quoteName(relation.name);
    case "typed":
    case "stored":
    case "rows":
    case "until":
      throw new Error(`a ${relation.kind} relation has no portable form`);
    case "columns": {
      const order = hasRowOrder(relation.input) ? [`f."__row"`] : [];
      const columns = relation.columns.map(({ name, column, type }) => {
        const cast = type === null ? null : standardType(parseValueType(type));
        const value = `f.${quoteName(column)}`;
        return `${cast === null ? value : `CAST(${value} AS ${cast})`} AS ${quoteName(name)}`;
      });
      return `(SELECT ${[...columns, ...order].join(", ")} FROM ${relationSql(relation.input)} AS f)`;
    }
    case "select": {
      const inputs = Object.entries(relation.inputs).map(
        ([name, input]) =>
          `${quoteName(name)} AS (SELECT ${columnsOf(input)} FROM ${relationSql(input)} AS f)`,
      );
      const scope = inputs.length === 0 ? "" : `WITH ${inputs.join(", ")}\n`;
      return `(${scope}SELECT * FROM (\n${relation.sql}\n) AS q)`;
    }
  }
}

/** The columns that a SELECT may read of an input: its own, without the number of the row where they are known. */
function columnsOf(relation: Relation): string {
  const columns = "columns" in relation ? relation.columns : null;
  return columns === null ? "*" : columns.map(({ name }) => `f.${quoteName(name)}`).join(", ");
}

/** The standard's name of a type; `null` for types that keep whatever they are: text, times, nested values. */
function standardType(type: ValueType | null): string | null {
  switch (type?.kind) {
    case "bool":
      return "BOOLEAN";
    case "int8":
    case "int16":
      return "SMALLINT";
    case "int32":
      return "INTEGER";
    case "int64":
      return "BIGINT";
    case "float32":
      return "REAL";
    case "float64":
      return "DOUBLE PRECISION";
    case "decimal":
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case "date":
      return "DATE";
    default:
      return null;
  }
}
