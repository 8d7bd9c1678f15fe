import type { Cell } from "./cell";

/** What a value in a result means; Feast's four. */
const FEATURE_STATUSES = ["PRESENT", "NULL_VALUE", "NOT_FOUND", "OUTSIDE_MAX_AGE"] as const;
export type FeatureStatus = (typeof FEATURE_STATUSES)[number];

/**
 * How one group answered one spine row. `OUTSIDE_MAX_AGE`: the newest row is older than the TTL allows. `DELETED`: it is
 * a tombstone. `ENDED`: its validity had ended by the spine time. In these three its times are shown, its values are
 * not; where several hold, `DELETED` goes before `ENDED` before `OUTSIDE_MAX_AGE`.
 */
export const ROW_STATES = ["FOUND", "NOT_FOUND", "OUTSIDE_MAX_AGE", "DELETED", "ENDED"] as const;
export type RowState = (typeof ROW_STATES)[number];

/**
 * @returns the status of one cell: a row that was found holds a value or a null; a row that is deleted or has ended
 *   counts as none; too old stays too old.
 */
export function statusOf(state: RowState, value: Cell): FeatureStatus {
  if (state === "OUTSIDE_MAX_AGE") return state;
  if (state !== "FOUND") return "NOT_FOUND";
  return value === null ? "NULL_VALUE" : "PRESENT";
}

/** The row that decided about a value. */
export interface FeatureSource {
  state: RowState;
  /** RFC 3339 UTC; `null` when nothing was found. */
  eventTime: string | null;
  /** RFC 3339 UTC; `null` when nothing was found, the group has no created time, or that row's is null. */
  createdTime: string | null;
  /** Spine time minus event time, in milliseconds with microseconds as fraction; never negative. */
  ageMs: number | null;
  /** When the row stopped being valid, RFC 3339 UTC; only where the state is `ENDED`. */
  endedAt?: string;
}

/** The row that one group contributed to one spine row: the newest one that counts. */
export interface RowSource extends FeatureSource {
  /** One per feature of the group, in its order; only where features look past nulls, so that each has its own row. */
  features?: FeatureSource[];
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
