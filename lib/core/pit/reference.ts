import { formatInstant, type Instant, MICROS_PER_SECOND } from "@/lib/core/time/instant";
import type { Cell } from "./cell";
import type { RowSource } from "./status";

/** One feature row, as the reference reads it. */
export interface ReferenceRow {
  keys: Cell[];
  /** `null` = the row has no event time and is never used. */
  event: Instant | null;
  created: Instant | null;
  /** Feature values, in the order of the group's features. */
  values: Cell[];
}

export interface ReferenceAnswer extends RowSource {
  values: Cell[];
}

/**
 * The slow, obvious point-in-time join: for each spine row, look at every feature row. Every engine is checked against
 * it, so it holds no cleverness at all. Cost: spine rows × feature rows.
 *
 * @param spine keys and time of each spine row; cells of keys are of the declared key types, so equality is equality of
 *   the cells. A null key or time finds nothing (rule 13).
 * @param rows in ingest order: among rows with equal event and created time the last wins (rules 6, 7).
 * @param ttlSeconds inclusive (rule 2); `null` = unlimited.
 * @param width number of features, for rows that find nothing.
 * @returns one answer per spine row, in spine order (rules 7, 10, 11).
 */
export function referenceJoin(
  spine: { keys: Cell[]; time: Instant | null }[],
  rows: ReferenceRow[],
  ttlSeconds: number | null,
  width: number,
): ReferenceAnswer[] {
  return spine.map(({ keys, time }) => {
    let newest: (ReferenceRow & { event: Instant }) | null = null;
    for (const row of rows) {
      const { event } = row;
      if (time === null || event === null || event > time) continue;
      if (!keys.every((key, i) => key !== null && key === row.keys[i])) continue;
      if (newest === null || !isNewer(newest, { event, created: row.created })) newest = { ...row, event };
    }
    return answerOf(newest, time, ttlSeconds, width);
  });
}

/** Whether `a` beats `b`: later event, else later created time, a null created time being the oldest (rule 8). */
function isNewer(
  a: { event: Instant; created: Instant | null },
  b: { event: Instant; created: Instant | null },
): boolean {
  if (a.event !== b.event) return a.event > b.event;
  if (a.created === null) return false;
  return b.created === null || a.created > b.created;
}

function answerOf(
  newest: (ReferenceRow & { event: Instant }) | null,
  time: Instant | null,
  ttlSeconds: number | null,
  width: number,
): ReferenceAnswer {
  const nulls = Array.from({ length: width }, () => null);
  if (newest === null || time === null) {
    return { state: "NOT_FOUND", eventTime: null, createdTime: null, ageMs: null, values: nulls };
  }
  const age = time - newest.event;
  const isTooOld = ttlSeconds !== null && age > BigInt(ttlSeconds) * MICROS_PER_SECOND;
  return {
    state: isTooOld ? "OUTSIDE_MAX_AGE" : "FOUND",
    eventTime: formatInstant(newest.event),
    createdTime: newest.created === null ? null : formatInstant(newest.created),
    ageMs: Number(age) / 1000,
    values: isTooOld ? nulls : newest.values,
  };
}
