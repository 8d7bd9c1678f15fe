import "server-only";
import type { PitKey, PitPlan } from "@/lib/core/pit/plan";
import { MICROS_PER_SECOND } from "@/lib/core/time/instant";
import { SPINE_ID, SPINE_TIME, type SpineFacts } from "./compile-pit";
import { quoteName } from "./quote";
import { type AggregateFeature, finishSql, type Part, partSql, partsOf } from "./window-functions";

/** One feature over one window of the events. */
export interface WindowFeature extends AggregateFeature {
  /** The column of the events' view that holds its values, from 1: `x_1` and so on; null where a row does not count. */
  measure: number;
  /** `null` = lifetime. */
  seconds: number | null;
  bounds: "(]" | "[)";
}

/** Everything that the statements of one group of windows need to know. */
export interface WindowJob {
  /** Name of the group, for messages. */
  name: string;
  keys: readonly PitKey[];
  /** Unquoted name of a view or table with `k_…`, `event_us`, `event_at`, `created_us`, `x_…`, `o_…`: see `bind-windows.ts`. */
  events: string;
  /** How many measures `x_…` there are. */
  measures: number;
  /** Names and SQL of the members that order rows after their event time, each usable on a row `e`. */
  order: readonly string[];
  spine: SpineFacts;
  knowledge: PitPlan["knowledge"];
}

/** Which spine rows get origins (how many events, the first, the last) beside their values: those with a number below this. */
export interface Wanted {
  features: readonly WindowFeature[];
  parts: (feature: WindowFeature) => readonly Part[];
}

export interface WindowStatement {
  phase: string;
  sql: string;
}

export const partName = (feature: AggregateFeature, part: Part) => `${part}_${feature.number}`;

/** Values alone, or also how many events count and the times of the first and last. */
export function wantedParts(features: readonly WindowFeature[], withOrigins: boolean): Wanted {
  return {
    features,
    parts: (feature) => (withOrigins ? [...partsOf(feature), "lo", "hi"] : partsOf(feature)),
  };
}

/** Only how many events count and the times of the first and last. */
export function originParts(features: readonly WindowFeature[]): Wanted {
  return { features, parts: () => ["n", "lo", "hi"] };
}

/** Every event that may count for some spine row: not later than the last, and not before the longest window of the first. */
export function eventRange(features: readonly WindowFeature[], { minTime, maxTime }: SpineFacts): string {
  const longest = longestSeconds(features);
  const upTo = `event_at <= make_timestamptz(${maxTime ?? 0n})`;
  if (longest === null || minTime === null) return upTo;
  // DuckDB's times begin in 290308 BC; a window may reach further.
  const from = minTime - BigInt(longest) * MICROS_PER_SECOND;
  return from < FIRST_TIME ? upTo : `${upTo} AND event_at >= make_timestamptz(${from})`;
}

const FIRST_TIME = -9_000_000_000_000_000_000n;

function longestSeconds(features: readonly WindowFeature[]): number | null {
  return features.some(({ seconds }) => seconds === null)
    ? null
    : Math.max(...features.map(({ seconds }) => seconds ?? 0));
}

/**
 * Each spine row joined to the events of its key inside its longest window. Leaves one row per spine row that meets any
 * event: `row_id` and the wanted parts.
 *
 * @param rowsMax only spine rows with a number below; `null` = all.
 */
export function compileRange(
  job: WindowJob,
  wanted: Wanted,
  table: string,
  rowsMax: number | null,
): WindowStatement {
  const { spine, knowledge } = job;
  const longest = longestSeconds(wanted.features);
  const time = `s.${SPINE_TIME}`;
  const order = `{e: e.event_us, ${job.order.join(", ")}}`;
  const columns = wanted.features.flatMap((feature) => {
    const filter = intervalSql(feature, time);
    const over = (call: string) => (filter === null ? call : `${call} FILTER (WHERE ${filter})`);
    const x = `e.x_${feature.measure}`;
    return wanted
      .parts(feature)
      .map(
        (part) =>
          `${partSql(part, feature, { x, order, eventTime: "e.event_us", over })} AS ${partName(feature, part)}`,
      );
  });
  const conditions = [
    ...keysEqual(job, "e"),
    `e.event_us <= ${time}`,
    ...(longest === null ? [] : [`e.event_us >= ${time} - ${micros(longest)}`]),
    ...(knowledge === "known" ? [`e.created_us <= ${time}`] : []),
  ];
  return {
    phase: `joining ${job.name}`,
    sql: `CREATE TABLE ${quoteName(table)} AS
SELECT s.${SPINE_ID} AS row_id, ${columns.join(",\n  ")}
FROM ${quoteName(spine.table)} AS s
JOIN ${quoteName(job.events)} AS e ON ${conditions.join(" AND ")}
WHERE ${eventRange(wanted.features, spine)}${rowsMax === null ? "" : ` AND s.${SPINE_ID} < ${rowsMax}`}
GROUP BY s.${SPINE_ID}`,
  };
}

/** Whether an event `e` lies in the window of a spine row: `(t − w, t]` or `[t − w, t)`, to the microsecond. */
function intervalSql({ seconds, bounds }: WindowFeature, time: string): string | null {
  const start = seconds === null ? null : `${time} - ${micros(seconds)}`;
  const parts =
    bounds === "(]"
      ? start === null
        ? []
        : [`e.event_us > ${start}`]
      : [`e.event_us < ${time}`, ...(start === null ? [] : [`e.event_us >= ${start}`])];
  return parts.length === 0 ? null : parts.join(" AND ");
}

/**
 * Events and spine rows in one list, over which the engine slides one RANGE frame per window. Times are whole microseconds,
 * so `(t − w, t]` is [t − w + 1, t] and `[t − w, t)` is [t − w, t − 1]. Leaves what {@link compileRange} does, for every spine row
 * with keys and a time.
 */
export function compileFrames(job: WindowJob, wanted: Wanted, table: string): WindowStatement {
  const { spine } = job;
  const keys = job.keys.map((_, i) => `k_${i + 1}`).join(", ");
  const measures = Array.from({ length: job.measures }, (_, i) => `x_${i + 1}`);
  const columns = wanted.features.flatMap((feature) => {
    const over = (call: string) =>
      `${call} OVER (PARTITION BY ${keys} ORDER BY event_us ${frameSql(feature)})`;
    const x = `x_${feature.measure}`;
    return wanted
      .parts(feature)
      .map(
        (part) =>
          `${partSql(part, feature, { x, order: "place", eventTime: "event_us", over })} AS ${partName(feature, part)}`,
      );
  });
  return {
    phase: `joining ${job.name}`,
    sql: `CREATE TABLE ${quoteName(table)} AS
SELECT * FROM (
  SELECT row_id, ${columns.join(",\n    ")}
  FROM (
    SELECT NULL::BIGINT AS row_id, ${keys}, event_us, {e: e.event_us, ${job.order.join(", ")}} AS place, ${measures.join(", ")}
    FROM ${quoteName(job.events)} AS e WHERE ${eventRange(wanted.features, spine)}
    UNION ALL
    SELECT ${SPINE_ID}, ${spineKeys(job)}, ${SPINE_TIME}, NULL, ${measures.map(() => "NULL").join(", ")}
    FROM ${quoteName(spine.table)} WHERE ${usableSpine(job)}
  )
) WHERE row_id IS NOT NULL`,
  };
}

function frameSql({ seconds, bounds }: WindowFeature): string {
  const end = bounds === "(]" ? "CURRENT ROW" : "1 PRECEDING";
  if (seconds === null) return `RANGE BETWEEN UNBOUNDED PRECEDING AND ${end}`;
  const start = BigInt(seconds) * MICROS_PER_SECOND - (bounds === "(]" ? 1n : 0n);
  return `RANGE BETWEEN ${start} PRECEDING AND ${end}`;
}

/**
 * The answer of a group of windows: a row for every spine row with keys and a time, features finished from the parts in
 * `tables`.
 *
 * @param tables name of the table that holds the parts of a feature.
 */
export function compileAnswer(
  job: WindowJob,
  features: readonly WindowFeature[],
  tables: (feature: WindowFeature) => string,
  joined: string,
  empties: (feature: WindowFeature) => string,
): WindowStatement {
  const names = [...new Set(features.map(tables))];
  const alias = (feature: WindowFeature) => `p${names.indexOf(tables(feature))}`;
  const values = features.map((feature) => {
    const p = (part: Part) => `${alias(feature)}.${partName(feature, part)}`;
    return `${finishSql(feature, p, empties(feature))} AS f_${feature.number}`;
  });
  const joins = names.map(
    (name, i) => `LEFT JOIN ${quoteName(name)} AS p${i} ON p${i}.row_id = s.${SPINE_ID}`,
  );
  return {
    phase: `finishing ${job.name}`,
    sql: `CREATE TABLE ${quoteName(joined)} AS
SELECT s.${SPINE_ID} AS row_id, 1::TINYINT AS state, NULL::BIGINT AS event_us, NULL::BIGINT AS created_us,
  ${values.join(",\n  ")}
FROM ${quoteName(job.spine.table)} AS s
${joins.join("\n")}
WHERE ${usableSpine(job)}`,
  };
}

export function spineKeys({ keys }: Pick<WindowJob, "keys">): string {
  return keys.map((key) => quoteName(key.spineColumn)).join(", ");
}

/** Rows of the spine with a time and a whole key; the others find nothing (rule 13). */
export function usableSpine({ keys }: Pick<WindowJob, "keys">): string {
  return [SPINE_TIME, ...keys.map((key) => quoteName(key.spineColumn))]
    .map((column) => `${column} IS NOT NULL`)
    .join(" AND ");
}

export function keysEqual({ keys }: Pick<WindowJob, "keys">, alias: string): string[] {
  return keys.map((key, i) => `s.${quoteName(key.spineColumn)} = ${alias}.k_${i + 1}`);
}

function micros(seconds: number): bigint {
  return BigInt(seconds) * MICROS_PER_SECOND;
}
