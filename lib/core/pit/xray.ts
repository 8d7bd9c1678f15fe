import { type Instant, MICROS_PER_SECOND } from "@/lib/core/time/instant";
import type { Knowledge, NullMode } from "./modes";

/**
 * What became of a row that could have answered a spine row.
 *
 * - `chosen`: its values are the answer.
 * - `deleted`: it decides, and says that the entity has no value from then on.
 * - `ended`: it decides, and was no longer valid at the spine time.
 * - `later`: later than the spine time.
 * - `at_time`: at the spine time itself, where only earlier rows count.
 * - `unknown`: not yet known then: its created time is later than the spine time, or null (knowledge mode `known`).
 * - `expired`: older than the TTL.
 * - `no_value`: newer than the row that decides, but holds no value, where nulls are looked past.
 * - `tie_created`: at the event time of the newest row, but created earlier.
 * - `tie_written`: at its event and created time, but written earlier.
 * - `older`: there is a newer row.
 */
export const FATES = [
  "chosen",
  "deleted",
  "ended",
  "later",
  "at_time",
  "unknown",
  "expired",
  "no_value",
  "tie_created",
  "tie_written",
  "older",
] as const;
/** One of {@link FATES}. */
export type Fate = (typeof FATES)[number];

/** The times of one row of the spine row's key. */
export interface CandidateTimes {
  event: Instant;
  /** `null` = the row does not say, or the group has no created time. */
  created: Instant | null;
  isDeleted: boolean;
  /** `null` = valid until there is a newer row. */
  validTo: Instant | null;
  /** Whether it holds a value of the feature; only looked at where nulls are looked past. */
  hasValue: boolean;
}

/** How the group is joined. */
export interface FateRules {
  time: Instant;
  /** Inclusive; `null` = unlimited. When the row that decides is older, nothing is chosen (rule 5). */
  ttlSeconds: number | null;
  knowledge: Knowledge;
  /** Rows count only from after their event time on. */
  strict: boolean;
  nulls: NullMode;
}

/**
 * Says of each row why it was chosen or lost.
 *
 * @param rows newest first: by event time, then created time with null lowest, then the order in which they were
 *   written (pit-semantics rules 6–8). Rows of one key, those around the spine time; the newest row that counts is among
 *   them, if there is one.
 * @returns one fate for each row, at most one of them `chosen`.
 */
export function judgeCandidates(
  rows: readonly CandidateTimes[],
  { time, ttlSeconds, knowledge, strict, nulls }: FateRules,
): Fate[] {
  const isKnown = ({ created }: CandidateTimes) =>
    knowledge === "event" || (created !== null && created <= time);
  const counts = (row: CandidateTimes) => (strict ? row.event < time : row.event <= time) && isKnown(row);
  const hasEnded = ({ validTo }: CandidateTimes) => validTo !== null && validTo <= time;
  const oldest = ttlSeconds === null ? null : time - BigInt(ttlSeconds) * MICROS_PER_SECOND;
  const newest = rows.findIndex(counts);
  const first = rows[newest];
  // A deleted or ended newest row answers for every feature (rules 18 and 19).
  const decides =
    nulls === "latest_row" || (first && (first.isDeleted || hasEnded(first)))
      ? newest
      : rows.findIndex((row) => counts(row) && (row.hasValue || row.isDeleted));
  const decisive = rows[decides];
  return rows.map((row, i): Fate => {
    if (row.event > time) return "later";
    if (strict && row.event === time) return "at_time";
    if (!isKnown(row)) return "unknown";
    if (row === decisive && row.isDeleted) return "deleted";
    if (row === decisive && hasEnded(row)) return "ended";
    if (oldest !== null && row.event < oldest) return "expired";
    if (row === decisive) return "chosen";
    if (decides < 0 || i < decides) return "no_value";
    if (row.event !== decisive?.event) return "older";
    return row.created === decisive.created ? "tie_written" : "tie_created";
  });
}
