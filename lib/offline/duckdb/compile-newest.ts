import "server-only";
import type { Newest } from "./compile-answer";
import {
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
  type Statement,
} from "./compile-pit";
import { quoteName } from "./quote";

/** Slices of time between the first and the last spine time, at most. More cost little, fewer leave more rows to compare. */
const TILES = 256n;

/** The newest rows by comparing each spine row with every row of its keys. */
export function rangeSearch(
  bound: BoundGroup,
  search: Search,
  spine: SpineFacts,
  tables: GroupTables,
): Newest {
  const { group } = bound;
  const sql = `CREATE OR REPLACE TABLE ${quoteName(tables.newest)} AS
SELECT s.${SPINE_ID} AS row_id, max(f.event_us) AS event_us
FROM ${quoteName(spine.table)} AS s
JOIN ${quoteName(tables.rows)} AS f ON ${keysEqual(group)} AND ${countsFrom(bound)} <= s.${SPINE_TIME}
WHERE f.event_at <= make_timestamptz(${spine.maxTime ?? NO_TIME})${andAll([search.only])}
GROUP BY s.${SPINE_ID}`;
  return pick(bound, search, spine, tables, [{ phase: findingPhase(bound), sql }]);
}

/** The newest rows by slices of time. */
export function tilesSearch(
  bound: BoundGroup,
  search: Search,
  spine: SpineFacts,
  tables: GroupTables,
): Newest {
  const min = spine.minTime ?? 0n;
  const max = spine.maxTime ?? 0n;
  const shift = tileShift(min, max);
  const tileOf = (time: string) => `(${time}) >> ${shift}`;
  const keys = bound.group.keys.map((_, i) => `k_${i + 1}`);
  const spineKeys = bound.group.keys.map(
    (key, i) => `${quoteName(key.spineColumn)} AS ${keys[i] ?? key.column}`,
  );
  const slices: Slices = {
    keys,
    equal: (a, b) => keys.map((key) => `${a}.${key} = ${b}.${key}`).join(" AND "),
    spineRows: `(SELECT ${SPINE_ID} AS row_id, ${SPINE_TIME} AS time_us, ${tileOf(SPINE_TIME)} AS tile, ${spineKeys.join(", ")} FROM ${quoteName(spine.table)} WHERE ${SPINE_TIME} IS NOT NULL)`,
    rows: `(SELECT ${keys.join(", ")}, f.event_us, ${countsFrom(bound)} AS from_us, ${tileOf(countsFrom(bound))} AS tile FROM ${quoteName(tables.rows)} AS f WHERE f.event_at <= make_timestamptz(${max})${andAll([search.only])})`,
    // Whatever is out of reach of "the one before" of every spine row is one slice.
    oldest: (min >> shift) - 2n,
  };
  const statements =
    bound.knowledge === "known" ? knownSlices(bound, slices, tables) : eventSlices(bound, slices, tables);
  return pick(bound, search, spine, tables, statements);
}

/** Slices are as long as a power of two microseconds, so that a shift numbers them: it costs a third of a division. */
function tileShift(min: bigint, max: bigint): bigint {
  return BigInt(((max - min) / TILES).toString(2).length);
}

interface Slices {
  keys: string[];
  equal: (a: string, b: string) => string;
  /** `row_id`, `time_us`, `tile` and the keys of spine rows with a time. */
  spineRows: string;
  /** Keys, `event_us`, `from_us` and `tile` of rows; the slice is that of the time from which a row counts. */
  rows: string;
  oldest: bigint;
}

/**
 * Most spine rows find their row in their own slice or the one before. Only for the keys of the others are earlier slices
 * condensed to their newest event, so that a long gap costs one more scan and never a comparison of every pair.
 */
function eventSlices(bound: BoundGroup, slices: Slices, tables: GroupTables): Statement[] {
  const { keys, equal, spineRows, rows, oldest } = slices;
  const [recent, open, tiles] = [tables.recent, tables.open, tables.tiles].map(quoteName);
  const [finding, looking] = [findingPhase(bound), `looking further back in ${bound.group.name}`];
  return [
    {
      phase: finding,
      sql: `CREATE OR REPLACE TABLE ${recent} AS
SELECT s.row_id, max(f.event_us) AS event_us
FROM (SELECT * REPLACE (tile - back AS tile) FROM ${spineRows}, (VALUES (0), (1)) AS b(back)) AS s
JOIN ${rows} AS f ON ${equal("f", "s")} AND f.tile = s.tile AND f.from_us <= s.time_us
GROUP BY s.row_id`,
    },
    {
      phase: finding,
      sql: `CREATE OR REPLACE TABLE ${open} AS SELECT s.* FROM ${spineRows} AS s ANTI JOIN ${recent} AS o ON o.row_id = s.row_id`,
    },
    {
      phase: looking,
      sql: `CREATE OR REPLACE TABLE ${tiles} AS
SELECT ${keys.map((key) => `f.${key}`).join(", ")}, GREATEST(f.tile, ${oldest}) AS tile, max(f.event_us) AS event_us
FROM ${rows} AS f
SEMI JOIN ${open} AS o ON ${equal("f", "o")}
GROUP BY ALL`,
    },
    {
      phase: looking,
      sql: `CREATE OR REPLACE TABLE ${quoteName(tables.newest)} AS
SELECT row_id, event_us FROM ${recent}
UNION ALL
SELECT o.row_id, max(t.event_us) FROM ${open} AS o
JOIN ${tiles} AS t ON ${equal("t", "o")} AND t.tile < o.tile
GROUP BY o.row_id`,
    },
  ];
}

/**
 * Where rows count from when they became known, a recent slice settles nothing: a newer event may have become known long
 * before. So every earlier slice counts, condensed to its newest event, and rows are compared one by one only within the
 * slice of the spine row.
 */
function knownSlices(bound: BoundGroup, slices: Slices, tables: GroupTables): Statement[] {
  const { keys, equal, spineRows, rows, oldest } = slices;
  const tiles = quoteName(tables.tiles);
  return [
    {
      phase: `condensing ${bound.group.name}`,
      sql: `CREATE OR REPLACE TABLE ${tiles} AS
SELECT ${keys.map((key) => `f.${key}`).join(", ")}, GREATEST(f.tile, ${oldest}) AS tile, max(f.event_us) AS event_us
FROM ${rows} AS f
SEMI JOIN ${spineRows} AS s ON ${equal("f", "s")}
GROUP BY ALL`,
    },
    {
      phase: findingPhase(bound),
      sql: `CREATE OR REPLACE TABLE ${quoteName(tables.newest)} AS
SELECT row_id, max(event_us) AS event_us FROM (
  SELECT s.row_id, f.event_us FROM ${spineRows} AS s
  JOIN ${rows} AS f ON ${equal("f", "s")} AND f.tile = s.tile AND f.from_us <= s.time_us
  UNION ALL
  SELECT s.row_id, t.event_us FROM ${spineRows} AS s
  JOIN ${tiles} AS t ON ${equal("t", "s")} AND t.tile < s.tile
)
GROUP BY row_id`,
    },
  ];
}

/** Fetches the rows at the newest event time and decides ties among them. */
function pick(
  bound: BoundGroup,
  search: Search,
  spine: SpineFacts,
  tables: GroupTables,
  before: Statement[],
): Newest {
  const { group, knowledge } = bound;
  const rank = [`c: ${createdOf(group)}`, ...orderParts(bound).map((part) => `${part.name}: ${part.sql}`)];
  const values = [
    `created_us: ${createdOf(group)}`,
    ...[...endColumns(group), ...search.features.map(featureName)].map((column) => `${column}: f.${column}`),
  ];
  const isKnown = knowledge === "known" ? `${countsFrom(bound)} <= s.${SPINE_TIME}` : null;
  const query = `SELECT n.row_id, any_value(s.${SPINE_TIME}) AS time_us, any_value(n.event_us) AS event_us,
  unnest(max_by({${values.join(", ")}}, {${rank.join(", ")}}))
FROM ${quoteName(tables.newest)} AS n
JOIN ${quoteName(spine.table)} AS s ON s.${SPINE_ID} = n.row_id
JOIN ${quoteName(tables.rows)} AS f ON ${keysEqual(group)} AND f.event_at = make_timestamptz(n.event_us)${andAll([isKnown, search.only])}
GROUP BY n.row_id`;
  return { before, query, phase: `reading the values of ${group.name}` };
}

function findingPhase({ group }: BoundGroup): string {
  return `finding the newest rows of ${group.name}`;
}
