/**
 * Which rows a spine time may see.
 *
 * - `event`: rows count from their event time on, even if they became known later; the created time only breaks ties.
 * - `known`: a row counts only when its created time, too, is at or before the spine time. A row without created time
 *   is never used (pit-semantics rule 9).
 */
export const KNOWLEDGE_MODES = ["event", "known"] as const;
export type Knowledge = (typeof KNOWLEDGE_MODES)[number];

/**
 * What a null in the newest row means (pit-semantics rule 18).
 *
 * - `latest_row`: the newest row decides, its nulls stay null.
 * - `latest_non_null`: each feature is decided by the newest row that holds a value for it, whose own age and end of
 *   validity count. A tombstone is never looked past, and an entity whose newest row is deleted or has ended has no
 *   value at all.
 */
export const NULL_MODES = ["latest_row", "latest_non_null"] as const;
export type NullMode = (typeof NULL_MODES)[number];
