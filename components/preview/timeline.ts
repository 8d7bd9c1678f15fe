/** Where things stand on a line from 0 (left) to 1 (right); time is linear. */
export interface Timeline {
  /** The span in which a row counts: from its TTL, or from the left edge without one, to the spine time. */
  window: { from: number; to: number; isOpen: boolean };
  spineTime: number;
  /** The row that was found. */
  eventTime: number | null;
  /** When that row became known; clamped to the right edge when it lies beyond. */
  createdTime: { at: number; isBeyond: boolean } | null;
}

const LEFT_MARGIN = 0.08;
const RIGHT_SHARE_MIN = 0.18;
const RIGHT_SHARE_MAX = 0.45;

/**
 * Lays out one cell's times. The left part holds the TTL or the row's age, whichever is longer; the right part, after
 * the spine time, grows with a row that became known late, up to a limit.
 *
 * @param ageMs spine time minus event time; `null` when no row was found.
 * @param createdAfterMs created time minus spine time, negative when it was known before; `null` when unknown.
 */
export function layOutTimeline({
  ageMs,
  ttlSeconds,
  createdAfterMs,
}: {
  ageMs: number | null;
  ttlSeconds: number | null;
  createdAfterMs: number | null;
}): Timeline {
  const ttlMs = ttlSeconds === null ? null : ttlSeconds * 1000;
  const pastMs = Math.max(ageMs ?? 0, ttlMs ?? 0, -(createdAfterMs ?? 0), 1) * (1 + LEFT_MARGIN);
  const lateMs = Math.max(createdAfterMs ?? 0, 0);
  const wanted = (lateMs * 1.25) / (pastMs + lateMs * 1.25);
  const right = Math.min(Math.max(wanted, RIGHT_SHARE_MIN), RIGHT_SHARE_MAX);
  const spineTime = 1 - right;
  const at = (beforeMs: number) => spineTime * (1 - beforeMs / pastMs);
  const created = createdAfterMs === null ? null : at(-createdAfterMs);
  return {
    window: { from: ttlMs === null ? 0 : at(ttlMs), to: spineTime, isOpen: ttlMs === null },
    spineTime,
    eventTime: ageMs === null ? null : at(ageMs),
    createdTime: created === null ? null : { at: Math.min(created, 1), isBeyond: created > 1 },
  };
}
