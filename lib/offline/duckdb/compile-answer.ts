import "server-only";
import type { PitGroup } from "@/lib/core/pit/plan";
import { MICROS_PER_SECOND } from "@/lib/core/time/instant";
import {
  declaredType,
  featureName,
  type GroupTables,
  NO_CREATED,
  type Search,
  STATE_DELETED,
  STATE_ENDED,
  STATE_FOUND,
  STATE_TOO_OLD,
  type Statement,
} from "./compile-pit";
import { quoteName } from "./quote";

/** The newest rows of one search: statements that come before, and a query. */
export interface Newest {
  before: Statement[];
  /**
   * Gives for each spine row that found a row `row_id`, `time_us`, `event_us`, `created_us`, the group's end columns
   * and the values of the search.
   */
  query: string;
  phase: string;
}

/** Turns the newest rows of a search into states and values. */
export function foundStatement(group: PitGroup, search: Search, newest: Newest, table: string): Statement {
  const over = whyNot(group, "j");
  const state = over.map(({ state, when }) => `WHEN ${when} THEN ${state}`).join(" ");
  const isFound = over.length === 0 ? null : `NOT (${over.map(({ when }) => when).join(" OR ")})`;
  const values = search.features.map((place) => {
    const name = featureName(place);
    return isFound === null ? `j.${name}` : `CASE WHEN ${isFound} THEN j.${name} END AS ${name}`;
  });
  const ended = over.find((one) => one.state === STATE_ENDED);
  const columns = [
    "j.row_id",
    `${over.length === 0 ? STATE_FOUND : `CASE ${state} ELSE ${STATE_FOUND} END`}::TINYINT AS state`,
    "j.event_us",
    `NULLIF(j.created_us, ${NO_CREATED}) AS created_us`,
    ended ? `CASE WHEN ${ended.when} THEN j.end_us END AS ended_us` : "NULL::BIGINT AS ended_us",
    ...values,
  ];
  return {
    phase: newest.phase,
    sql: `CREATE TABLE ${quoteName(table)} AS\nSELECT ${columns.join(",\n  ")}\nFROM (\n${newest.query}\n) AS j`,
  };
}

/** What keeps a row `alias` from giving its values, strongest first; conditions are never null. */
function whyNot(
  { tombstone, validTo, ttlSeconds }: PitGroup,
  alias: string,
): { state: number; when: string }[] {
  const reasons = [];
  if (tombstone !== null) reasons.push({ state: STATE_DELETED, when: `${alias}.gone` });
  if (validTo !== null) {
    reasons.push({ state: STATE_ENDED, when: `COALESCE(${alias}.end_us <= ${alias}.time_us, false)` });
  }
  if (ttlSeconds !== null) {
    // 128 bits: a TTL of millennia must not overflow against a time before the common era.
    const age = `${alias}.time_us::HUGEINT - ${alias}.event_us`;
    reasons.push({ state: STATE_TOO_OLD, when: `${age} > ${BigInt(ttlSeconds) * MICROS_PER_SECOND}` });
  }
  return reasons;
}

/**
 * Puts the searches of features that look past nulls beside the newest row. Where that row is deleted or has ended, it
 * answers for every feature.
 */
export function perFeatureStatement(group: PitGroup, { found, joined }: GroupTables): Statement {
  const [newest = "", ...perFeature] = found.map(quoteName);
  const isOver = `b.state IN (${STATE_DELETED}, ${STATE_ENDED})`;
  const columns = perFeature.flatMap((_, i) => {
    const own = (column: string) =>
      `CASE WHEN ${isOver} THEN b.${column} ELSE n${i}.${column} END AS ${column}_${i + 1}`;
    const value = `CASE WHEN NOT (${isOver}) THEN n${i}.${featureName(i)} END AS ${featureName(i)}`;
    return [...SOURCE_COLUMNS.map(own), value];
  });
  const joins = perFeature.map((table, i) => `LEFT JOIN ${table} AS n${i} ON n${i}.row_id = b.row_id`);
  return {
    phase: `putting the features of ${group.name} together`,
    sql: `CREATE TABLE ${quoteName(joined)} AS
SELECT ${["b.row_id", ...SOURCE_COLUMNS.map((column) => `b.${column}`), ...columns].join(",\n  ")}
FROM ${newest} AS b
${joins.join("\n")}`,
  };
}

/** What is told about the row that decided, in this order. */
const SOURCE_COLUMNS = ["state", "event_us", "created_us", "ended_us"] as const;

/** Where no spine row has a time, nobody finds anything. */
export function emptyStatement(group: PitGroup, tables: GroupTables): Statement {
  const source = (suffix: string) =>
    SOURCE_COLUMNS.map((column) => `0::${column === "state" ? "TINYINT" : "BIGINT"} AS ${column}${suffix}`);
  const columns = [
    "0::BIGINT AS row_id",
    ...source(""),
    ...group.features.flatMap((feature, i) => [
      ...(group.nulls === "latest_row" ? [] : source(`_${i + 1}`)),
      `NULL::${declaredType(feature.type)} AS ${featureName(i)}`,
    ]),
  ];
  return {
    phase: `joining ${group.name}`,
    sql: `CREATE TABLE ${quoteName(tables.joined)} AS SELECT ${columns.join(", ")} WHERE false`,
  };
}

/**
 * The columns of `joined` that say which row decided, read as `alias`: those of the group, then, where features look past
 * nulls, those of each feature.
 */
export function sourceColumns(group: PitGroup, alias: string): string[] {
  const suffixes = group.nulls === "latest_row" ? [""] : ["", ...group.features.map((_, i) => `_${i + 1}`)];
  return suffixes.flatMap((suffix) =>
    SOURCE_COLUMNS.map((column) =>
      // Only a group whose rows end has a time at which they did.
      column === "ended_us" && group.validTo === null ? "NULL::BIGINT" : `${alias}.${column}${suffix}`,
    ),
  );
}

/** How many columns of {@link sourceColumns} tell about one row. */
export const SOURCE_WIDTH = SOURCE_COLUMNS.length;
