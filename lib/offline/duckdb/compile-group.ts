import "server-only";
import type { PitGroup } from "@/lib/core/pit/plan";
import type { Strategy } from "@/lib/core/pit/strategy";
import { emptyStatement, foundStatement, perFeatureStatement } from "./compile-answer";
import { asofSearch } from "./compile-asof";
import { rangeSearch, tilesSearch } from "./compile-newest";
import {
  type BoundGroup,
  type GroupTables,
  NO_TIME,
  type Search,
  type SpineFacts,
  type Statement,
  searchCount,
  searchesOf,
} from "./compile-pit";
import { quoteName } from "./quote";

/**
 * The statements that join one group, by strategy. All leave the same rows in `tables.joined`:
 * for each spine row the row of the relation with equal keys and the greatest (event time, created time, row order) of
 * those that count at the spine time. Plain equality on keys, so null keys match nothing; age limit, tombstone and end of
 * validity are applied to that one row only, so an older row is never tried (pit-semantics rules 1, 2, 5–9, 13, 25).
 * Where features look past nulls, each is searched for on its own (rule 18): the cost grows with their number.
 */
export function compileGroup(
  bound: BoundGroup,
  strategy: Strategy,
  spine: SpineFacts,
  tables: GroupTables,
): Statement[] {
  const { group } = bound;
  const rows = rowsStatement(bound, strategy, spine, tables);
  if (spine.minTime === null || spine.maxTime === null) return [rows, emptyStatement(group, tables)];
  const search = { asof: asofSearch, range: rangeSearch, tiles: tilesSearch }[strategy];
  const searches = searchesOf(group);
  if (group.nulls === "latest_row") {
    const found = search(bound, searches[0], spine, tables);
    return [rows, ...found.before, foundStatement(group, searches[0], found, tables.joined)];
  }
  const perSearch = searches.flatMap((one: Search, i) => {
    const found = search(bound, one, spine, tables);
    return [...found.before, foundStatement(group, one, found, tables.found[i] ?? "")];
  });
  return [rows, ...perSearch, perFeatureStatement(group, tables)];
}

/**
 * The group's rows with the names the other statements use. A relation that is costly or not safe to read twice is
 * stored once, cut to the spine's keys and times.
 */
function rowsStatement(
  bound: BoundGroup,
  strategy: Strategy,
  spine: SpineFacts,
  tables: GroupTables,
): Statement {
  const { group, relation, rowOrder } = bound;
  const order = rowOrder.length > 0 ? rowOrder : group.tieBreakColumns;
  const columns = [
    ...group.keys.map((key, i) => `${quoteName(key.column)} AS k_${i + 1}`),
    `${quoteName(group.eventTime)} AS event_at`,
    `epoch_us(${quoteName(group.eventTime)}) AS event_us`,
    // As it is: only rows that are looked at again need it in microseconds.
    ...(group.createdTime ? [`${quoteName(group.createdTime)} AS created_at`] : []),
    ...(group.tombstone ? [`COALESCE(${quoteName(group.tombstone)}, false) AS gone`] : []),
    ...(group.validTo ? [`epoch_us(${quoteName(group.validTo)}) AS end_us`] : []),
    ...order.map((column, i) => `${quoteName(column)} AS o_${i + 1}`),
    ...group.features.map((feature, i) => `${quoteName(feature.column)} AS f_${i + 1}`),
  ];
  const select = `SELECT ${columns.join(",\n  ")}\nFROM ${quoteName(relation)}\nWHERE ${usableRows(bound)}`;
  const rows = quoteName(tables.rows);
  const isReadOnce = strategy === "asof" && searchCount(group) === 1;
  if (isReadOnce || bound.isRereadable) {
    return { phase: `reading ${group.name}`, sql: `CREATE VIEW ${rows} AS\n${select}` };
  }
  const keys = group.keys.map((key, i) => `s.${quoteName(key.spineColumn)} = f.k_${i + 1}`).join(" AND ");
  return {
    phase: `reading ${group.name}`,
    sql: `CREATE TABLE ${rows} AS\nSELECT f.* FROM (${select}) AS f\nSEMI JOIN ${quoteName(spine.table)} AS s ON ${keys}\nWHERE f.event_at <= make_timestamptz(${spine.maxTime ?? NO_TIME})`,
  };
}

/**
 * The sort-based ASOF join of DuckDB 1.5.6 matches null to null in a key of several parts; rows without a whole key can
 * match nothing, so they leave before any join. So do rows of which nobody knows when they became known, where that is
 * asked.
 */
function usableRows({ group, knowledge }: BoundGroup): string {
  const present = [group.eventTime, ...group.keys.map((key) => key.column)];
  const known = knowledge === "known" ? knownRows(group) : [];
  return [...present.map((column) => `${quoteName(column)} IS NOT NULL`), ...known].join(" AND ");
}

function knownRows(group: PitGroup): string[] {
  const times = [group.eventTime, group.createdTime].filter((column) => column !== null);
  return times.map((column) => `isfinite(${quoteName(column)})`);
}
