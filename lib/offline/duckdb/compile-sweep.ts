import "server-only";
import { MICROS_PER_SECOND } from "@/lib/core/time/instant";
import { SPINE_ID, SPINE_TIME } from "./compile-pit";
import {
  eventRange,
  partName,
  spineKeys,
  usableSpine,
  type Wanted,
  type WindowFeature,
  type WindowJob,
  type WindowStatement,
} from "./compile-windows";
import { quoteName } from "./quote";
import { type Part, partSql } from "./window-functions";

/** Names of the tables that a sweep leaves; only `parts` is for others. */
export interface SweepTables {
  swept: string;
  ends: string;
  parts: string;
}

/** Parts that are running totals; the others are looked up by the number of an event. */
const TOTALS: readonly Part[] = ["n", "s", "l", "h"];
/** Below this no event is told apart, so that twice its time fits 64 bits: 144 000 years before 1970. */
const OLDEST = -4_500_000_000_000_000_000n;
const BEGINNING = -9_223_372_036_854_775_806n;

/**
 * One pass over events and the ends of all windows, sorted by key and time: totals run over the whole list, and what lies
 * between two ends of one key is the difference of their totals, exactly, because whole numbers do not round. Neither the length of a window
 * nor an entity with most of the rows costs anything; one more window is one more end per spine row.
 *
 * The first and the last event of a window are known by their number among all events that count: the total at the start,
 * plus one, and the total at the end.
 *
 * The running totals rest on DuckDB handing sorted rows to a window without PARTITION and ORDER in their order, which its
 * streaming window keeps (checked on 1.5.6, held by the tests that compare with the oracle over more rows than one chunk).
 */
export function compileSweep(job: WindowJob, wanted: Wanted, tables: SweepTables): WindowStatement[] {
  const ends = windowEnds(wanted.features);
  const looksUp = wanted.features.some((feature) => wanted.parts(feature).some((part) => !isTotal(part)));
  const totals = totalsOf(wanted);
  const running = totals.map(
    ({ part, feature }) =>
      `${partSql(part, feature, { x: `x_${feature.measure}`, order: "", eventTime: "", over: (call) => `${call} OVER (ROWS UNBOUNDED PRECEDING)` })} AS ${totalName(feature, part)}`,
  );
  const measures = [...new Set(wanted.features.map(({ measure }) => measure))].sort((a, b) => a - b);
  const kept = looksUp ? ["event_us", ...measures.map((measure) => `x_${measure}`)] : [];
  const list = sortedList(job, wanted, ends, measures, looksUp);
  const swept = `SELECT ${["mark", ...kept, ...running].join(", ")}\nFROM (${list})`;
  const phase = `joining ${job.name}`;
  const pivot = (from: string) => `CREATE TABLE ${quoteName(looksUp ? tables.ends : tables.parts)} AS
SELECT mark // ${ends.length} AS row_id,
  ${endColumns(wanted, ends, looksUp).join(",\n  ")}
FROM ${from}
WHERE mark IS NOT NULL
GROUP BY ALL`;
  if (!looksUp) return [{ phase, sql: pivot(`(${swept})`) }];
  return [
    { phase, sql: `CREATE TABLE ${quoteName(tables.swept)} AS\n${swept}` },
    { phase, sql: pivot(quoteName(tables.swept)) },
    { phase, sql: lookUp(wanted, tables) },
  ];
}

interface WindowEnd {
  /** Microseconds after the spine time; `null` = before everything. */
  shift: bigint | null;
}

const isTotal = (part: Part) => TOTALS.includes(part);
const totalName = ({ measure }: WindowFeature, part: Part) => `${part}_x${measure}`;

/** Totals at an end count what is not later than it: `(t − w, t]` is up to t without up to t − w, `[t − w, t)` one microsecond less. */
function endOf({ bounds }: WindowFeature): bigint {
  return bounds === "(]" ? 0n : -1n;
}

function startOf(feature: WindowFeature): bigint | null {
  return feature.seconds === null ? null : endOf(feature) - BigInt(feature.seconds) * MICROS_PER_SECOND;
}

function windowEnds(features: readonly WindowFeature[]): WindowEnd[] {
  const shifts = new Set(features.flatMap((feature) => [endOf(feature), startOf(feature)]));
  return [...shifts].map((shift) => ({ shift }));
}

function totalsOf(wanted: Wanted): { part: Part; feature: WindowFeature }[] {
  const byName = new Map<string, { part: Part; feature: WindowFeature }>();
  for (const feature of wanted.features) {
    for (const part of wanted.parts(feature)) {
      if (isTotal(part)) byName.set(totalName(feature, part), { part, feature });
    }
  }
  return [...byName.values()];
}

/** Events at even places, ends of windows at the odd place after the events of their time. */
function sortedList(
  job: WindowJob,
  wanted: Wanted,
  ends: readonly WindowEnd[],
  measures: readonly number[],
  looksUp: boolean,
): string {
  const { spine } = job;
  const keys = job.keys.map((_, i) => `k_${i + 1}`);
  const values = measures.map((measure) => `x_${measure}`);
  const members = looksUp ? job.order.map((member) => splitMember(member)) : [];
  const order = members.map(({ name }) => name);
  const shifts = ends.map(
    ({ shift }, i) => `(${i}, ${shift === null ? "NULL::BIGINT" : `${shift}::BIGINT`})`,
  );
  const events = [
    ...keys,
    `GREATEST(event_us, ${OLDEST}) * 2 AS place`,
    "NULL::BIGINT AS mark",
    ...(looksUp ? ["event_us"] : []),
    ...members.map(({ name, sql }) => `${sql} AS ${name}`),
    ...values,
  ];
  const marks = [
    spineKeys(job),
    `CASE WHEN shift IS NULL THEN ${BEGINNING} ELSE GREATEST(${SPINE_TIME} + shift, ${OLDEST} - 1) * 2 + 1 END`,
    `${SPINE_ID} * ${ends.length} + number`,
    ...(looksUp ? ["NULL"] : []),
    ...members.map(() => "NULL"),
    ...values.map(() => "NULL"),
  ];
  const columns = ["mark", ...(looksUp ? ["event_us"] : []), ...values];
  return `
  SELECT ${columns.join(", ")} FROM (
    SELECT ${events.join(", ")}
    FROM ${quoteName(job.events)} AS e WHERE ${eventRange(wanted.features, spine)}
    UNION ALL
    SELECT ${marks.join(", ")}
    FROM ${quoteName(spine.table)}, (VALUES ${shifts.join(", ")}) AS w(number, shift)
    WHERE ${usableSpine(job)}
  )
  ORDER BY ${[...keys, "place", ...order].join(", ")}
`;
}

/** `c: COALESCE(…)` as a column of its own. */
function splitMember(member: string): { name: string; sql: string } {
  const colon = member.indexOf(": ");
  return { name: member.slice(0, colon), sql: member.slice(colon + 2) };
}

/** Differences of totals per spine row; with `keepsStart` also the total at the start, which numbers the first event. */
function endColumns(wanted: Wanted, ends: readonly WindowEnd[], keepsStart: boolean): string[] {
  const at = (total: string, shift: bigint | null) => {
    const number = ends.findIndex((end) => end.shift === shift);
    return `COALESCE(max(${total}) FILTER (mark % ${ends.length} = ${number}), 0)`;
  };
  return wanted.features.flatMap((feature) => {
    const parts = wanted.parts(feature);
    const differences = parts.filter(isTotal).map((part) => {
      const total = totalName(feature, part);
      return `${at(total, endOf(feature))} - ${at(total, startOf(feature))} AS ${partName(feature, part)}`;
    });
    const starts = parts.every(isTotal) || !keepsStart;
    return starts
      ? differences
      : [...differences, `${at(totalName(feature, "n"), startOf(feature))} AS start_${feature.number}`];
  });
}

/** Values and times of first and last events, found by their numbers. */
function lookUp(wanted: Wanted, tables: SweepTables): string {
  const joins: string[] = [];
  const columns: string[] = [];
  for (const feature of wanted.features) {
    const { measure, number } = feature;
    for (const part of wanted.parts(feature)) {
      if (isTotal(part)) {
        columns.push(`w.${partName(feature, part)}`);
        continue;
      }
      const isFirst = part === "lo" || (part === "v" && feature.fn !== "last");
      const alias = `${isFirst ? "first" : "last"}_${number}`;
      const value = part === "v" && feature.fn !== "first_time" ? `x_${measure}` : "event_us";
      const place = isFirst ? `w.start_${number} + 1` : `w.start_${number} + w.n_${number}`;
      const join = `LEFT JOIN numbered_${measure} AS ${alias} ON ${alias}.n = ${place} AND w.n_${number} > 0`;
      if (!joins.includes(join)) joins.push(join);
      columns.push(`${alias}.${value} AS ${partName(feature, part)}`);
    }
  }
  const measures = [...new Set(wanted.features.map(({ measure }) => measure))];
  const numbered = measures.map(
    (measure) =>
      `numbered_${measure} AS NOT MATERIALIZED (SELECT n_x${measure} AS n, event_us, x_${measure} FROM ${quoteName(tables.swept)} WHERE mark IS NULL AND x_${measure} IS NOT NULL)`,
  );
  return `CREATE TABLE ${quoteName(tables.parts)} AS
WITH ${numbered.join(",\n  ")}
SELECT w.row_id, ${columns.join(",\n  ")}
FROM ${quoteName(tables.ends)} AS w
${joins.join("\n")}`;
}
