import type { Cell } from "./cell";

/** What a value in a result means; Feast's four. */
const FEATURE_STATUSES = ["PRESENT", "NULL_VALUE", "NOT_FOUND", "OUTSIDE_MAX_AGE"] as const;
export type FeatureStatus = (typeof FEATURE_STATUSES)[number];

/**
 * How one group answered one spine row. `OUTSIDE_MAX_AGE`: the newest row is older than the TTL allows, its time
 * and age are shown, its values are not.
 */
const ROW_STATES = ["FOUND", "NOT_FOUND", "OUTSIDE_MAX_AGE"] as const;
type RowState = (typeof ROW_STATES)[number];

/** @returns the status of one cell: a row that was found holds a value or a null; the other states carry over. */
export function statusOf(state: RowState, value: Cell): FeatureStatus {
  if (state !== "FOUND") return state;
  return value === null ? "NULL_VALUE" : "PRESENT";
}

/** The row that one group contributed to one spine row. */
export interface RowSource {
  state: RowState;
  /** RFC 3339 UTC; `null` when nothing was found. */
  eventTime: string | null;
  /** RFC 3339 UTC; `null` when nothing was found, the group has no created time, or that row's is null. */
  createdTime: string | null;
  /** Spine time minus event time, in milliseconds with microseconds as fraction; never negative. */
  ageMs: number | null;
  /** Of computed features instead of one row, in the order of the group's features; absent when values come from one row. */
  aggregates?: AggregateSource[];
}

/** What an aggregated value was made of. */
export interface AggregateSource {
  /** Events that count: in the window, true to its condition, with a value. Of rollups: members with a value. */
  count: number;
  /** Event time of the first of these, RFC 3339 UTC; `null` without any, and of rollups. */
  firstEventTime: string | null;
  lastEventTime: string | null;
}
