import { formatInstant, type Instant, MICROS_PER_SECOND } from "@/lib/core/time/instant";
import type { Cell } from "./cell";
import type { Knowledge, NullMode } from "./modes";
import type { FeatureSource, RowSource } from "./status";

/** One feature row, as the reference reads it. */
export interface ReferenceRow {
  keys: Cell[];
  /** `null` = the row has no event time and is never used. */
  event: Instant | null;
  created: Instant | null;
  /** Feature values, in the order of the group's features. */
  values: Cell[];
  /** `true` = the entity has no value from here on; `null` and absent count as false. */
  tombstone?: boolean | null;
  /** `null` and absent = still valid. */
  validTo?: Instant | null;
}

export interface ReferenceAnswer extends RowSource {
  values: Cell[];
}

/** How rows are chosen; what is left out is as in a plan that says nothing. */
export interface ReferenceRules {
  knowledge?: Knowledge;
  /** Event time before the spine time instead of at or before it. */
  strict?: boolean;
  nulls?: NullMode;
}

type TimedRow = ReferenceRow & { event: Instant };

/**
 * The slow, obvious point-in-time join: for each spine row, look at every feature row. Every engine is checked against
 * it, so it holds no cleverness at all. Cost: spine rows × feature rows × features.
 *
 * @param spine keys and time of each spine row; cells of keys are of the declared key types, so equality is equality of
 *   the cells. A null key or time finds nothing (rule 13).
 * @param rows in ingest order: among rows with equal event and created time the last wins (rules 6, 7).
 * @param ttlSeconds inclusive (rule 2); `null` = unlimited.
 * @param width number of features, for rows that find nothing.
 * @returns one answer per spine row, in spine order (rules 7, 10, 11); `features` only for `latest_non_null`.
 */
export function referenceJoin(
  spine: { keys: Cell[]; time: Instant | null }[],
  rows: ReferenceRow[],
  ttlSeconds: number | null,
  width: number,
  rules: ReferenceRules = {},
): ReferenceAnswer[] {
  const places = Array.from({ length: width }, (_, i) => i);
  return spine.map(({ keys, time }) => {
    const nothing: ReferenceAnswer = { ...NOTHING, values: places.map(() => null) };
    if (time === null) return rules.nulls === "latest_non_null" ? withFeatures(nothing) : nothing;
    const counting = rows.filter((row): row is TimedRow => counts(row, keys, time, rules));
    const newest = newestOf(counting);
    const source = sourceOf(newest, time, ttlSeconds);
    if (rules.nulls !== "latest_non_null") {
      return { ...source, values: source.state === "FOUND" ? (newest?.values ?? []) : nothing.values };
    }
    const isOver = source.state === "DELETED" || source.state === "ENDED";
    const chosen = places.map((i) =>
      newestOf(counting.filter((row) => row.values[i] !== null || row.tombstone === true)),
    );
    const features = chosen.map((row) => (isOver ? source : sourceOf(row, time, ttlSeconds)));
    const values = places.map((i) =>
      features[i]?.state === "FOUND" ? (chosen[i]?.values[i] ?? null) : null,
    );
    return { ...source, features, values };
  });
}

function counts(
  row: ReferenceRow,
  keys: Cell[],
  time: Instant,
  { knowledge, strict }: ReferenceRules,
): boolean {
  if (row.event === null) return false;
  if (strict ? row.event >= time : row.event > time) return false;
  if (knowledge === "known" && (row.created === null || row.created > time)) return false;
  return keys.every((key, i) => key !== null && key === row.keys[i]);
}

function newestOf(rows: TimedRow[]): TimedRow | null {
  let newest: TimedRow | null = null;
  for (const row of rows) if (newest === null || !isNewer(newest, row)) newest = row;
  return newest;
}

/** Whether `a` beats `b`: later event, else later created time, a null created time being the oldest (rule 8). */
function isNewer(a: TimedRow, b: TimedRow): boolean {
  if (a.event !== b.event) return a.event > b.event;
  if (a.created === null) return false;
  return b.created === null || a.created > b.created;
}

const NOTHING: FeatureSource = { state: "NOT_FOUND", eventTime: null, createdTime: null, ageMs: null };

function withFeatures(answer: ReferenceAnswer): ReferenceAnswer {
  return { ...answer, features: answer.values.map(() => NOTHING) };
}

function sourceOf(row: TimedRow | null, time: Instant, ttlSeconds: number | null): FeatureSource {
  if (row === null) return NOTHING;
  const age = time - row.event;
  const validTo = row.validTo ?? null;
  const times = {
    eventTime: formatInstant(row.event),
    createdTime: row.created === null ? null : formatInstant(row.created),
    ageMs: Number(age) / 1000,
  };
  if (row.tombstone === true) return { state: "DELETED", ...times };
  if (validTo !== null && validTo <= time) {
    return { state: "ENDED", ...times, endedAt: formatInstant(validTo) };
  }
  const isTooOld = ttlSeconds !== null && age > BigInt(ttlSeconds) * MICROS_PER_SECOND;
  return { state: isTooOld ? "OUTSIDE_MAX_AGE" : "FOUND", ...times };
}
