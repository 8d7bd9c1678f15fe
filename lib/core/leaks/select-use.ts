/**
 * What makes a place in a transform suspicious: there a row's value may depend on rows that lie later than it, or on
 * when it is computed.
 *
 * - `clock`: a function that tells the present time.
 * - `aggregate`: over rows of any time; neither grouped by the event time nor dated by the newest of them.
 * - `limit`: which rows are kept depends on all rows.
 * - `window`: a window that sees rows after the current one, or all of them.
 * - `subquery`: reads another table without a condition on its time.
 * - `join`: of two tables with times, without a condition between them.
 * - `moved_back`: the event time is earlier than that of the rows it was made from.
 */
export type SelectUseKind = "clock" | "aggregate" | "limit" | "window" | "subquery" | "join" | "moved_back";

/** One such place. Lines and columns start at 1 and count within the transform's text; `null` where they are not known. */
export interface SelectUse {
  kind: SelectUseKind;
  /** The function or table. */
  name: string;
  /** What makes it suspicious, as the end of a sentence about `name`. */
  reason: string;
  /** The output column whose expression it stands in; `null` when it concerns all of them. */
  output: string | null;
  line: number | null;
  column: number | null;
}
