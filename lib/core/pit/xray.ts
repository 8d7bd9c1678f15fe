import { type Instant, MICROS_PER_SECOND } from "@/lib/core/time/instant";

/**
 * What became of a row that could have answered a spine row.
 *
 * - `chosen`: its values are the answer.
 * - `later`: later than the spine time.
 * - `unknown`: not yet known then: its created time is later than the spine time, or null (knowledge mode `known`).
 * - `expired`: older than the TTL.
 * - `tie_created`: at the event time of the newest row, but created earlier.
 * - `tie_written`: at its event and created time, but written earlier.
 * - `older`: there is a newer row.
 */
export const FATES = [
  "chosen",
  "later",
  "unknown",
  "expired",
  "tie_created",
  "tie_written",
  "older",
] as const;
/** One of {@link FATES}. */
export type Fate = (typeof FATES)[number];

/** Whether rows count from their event time on, or only once they were known. */
export type Knowledge = "event" | "known";

/** The times of one row of the spine row's key. */
export interface CandidateTimes {
  event: Instant;
  /** `null` = the row does not say, or the group has no created time. */
  created: Instant | null;
}

/**
 * Says of each row why it was chosen or lost.
 *
 * @param rows newest first: by event time, then created time with null lowest, then the order in which they were
 *   written (pit-semantics rules 6–8). Rows of one key, those around the spine time; the newest row that counts is among
 *   them, if there is one.
 * @param ttlSeconds inclusive; `null` = unlimited. When the newest row is older, nothing is chosen (rule 5).
 * @returns one fate for each row, at most one of them `chosen`.
 */
export function judgeCandidates(
  rows: readonly CandidateTimes[],
  { time, ttlSeconds, knowledge }: { time: Instant; ttlSeconds: number | null; knowledge: Knowledge },
): Fate[] {
  const isKnown = ({ created }: CandidateTimes) =>
    knowledge === "event" || (created !== null && created <= time);
  const oldest = ttlSeconds === null ? null : time - BigInt(ttlSeconds) * MICROS_PER_SECOND;
  const newest = rows.find((row) => row.event <= time && isKnown(row));
  return rows.map((row): Fate => {
    if (row.event > time) return "later";
    if (!isKnown(row)) return "unknown";
    if (oldest !== null && row.event < oldest) return "expired";
    if (row === newest) return "chosen";
    if (row.event !== newest?.event) return "older";
    return row.created === newest.created ? "tie_written" : "tie_created";
  });
}
