import type { ValueType } from "../model/value-type";
import { formatInstant, type Instant, MICROS_PER_SECOND } from "../time/instant";
import type { Cell } from "./cell";
import type { PitWindow } from "./compute";
import type { PitPlan } from "./plan";
import { referenceAggregate } from "./reference-aggregate";
import type { AggregateSource } from "./status";

/** One event, as the reference reads it. */
export interface ReferenceEvent {
  keys: Cell[];
  /** `null` = the row has no event time and never counts. */
  event: Instant | null;
  created: Instant | null;
  /** What the window's `where` says about the row; without a condition `true`. */
  passes: boolean | null;
  /** The value of the window's column; anything but null for functions that look at rows. */
  value: Cell;
}

export interface ReferenceWindow extends AggregateSource {
  value: Cell;
}

/**
 * The slow, obvious window: for each spine row, look at every event. Every engine is checked against it, so it holds no
 * cleverness at all. Cost: spine rows × events.
 *
 * @param spine keys and time of each spine row. A null key or time gives `null`: nothing is computed (rule 13).
 * @param events in ingest order: it decides among equal event and created times (rules 6–8).
 * @param input type of the window's column; `null` for functions that look at rows.
 * @param knowledge `known`: a row counts only when its created time is at or before t, never without one (rule 9).
 * @returns one answer per spine row, in spine order.
 */
export function referenceWindows(
  spine: readonly { keys: Cell[]; time: Instant | null }[],
  events: readonly ReferenceEvent[],
  window: PitWindow,
  input: ValueType | null,
  knowledge: PitPlan["knowledge"],
): (ReferenceWindow | null)[] {
  return spine.map(({ keys, time }) => {
    if (time === null || keys.includes(null)) return null;
    const counted: { event: Instant; created: Instant | null; value: Cell }[] = [];
    for (const { keys: eventKeys, event, created, passes, value } of events) {
      if (event === null || !keys.every((key, i) => key === eventKeys[i])) continue;
      if (!isInWindow(event, time, window) || passes !== true || value === null) continue;
      if (knowledge === "known" && (created === null || created > time)) continue;
      counted.push({ event, created, value });
    }
    // Sorting is stable, so that the order of ingest decides last.
    counted.sort((a, b) => compareTimes(a.event, b.event) || compareTimes(a.created, b.created));
    const values = counted.map(({ event, value }) =>
      window.fn === "first_time" ? formatInstant(event) : value,
    );
    return {
      value: referenceAggregate(window, values, input),
      count: counted.length,
      firstEventTime: timeOf(counted[0]?.event),
      lastEventTime: timeOf(counted.at(-1)?.event),
    };
  });
}

/** `(]`: (t − w, t], `[)`: [t − w, t) (rules 28, 29). */
function isInWindow(event: Instant, time: Instant, { seconds, bounds }: PitWindow): boolean {
  const start = seconds === null ? null : time - BigInt(seconds) * MICROS_PER_SECOND;
  return bounds === "(]"
    ? event <= time && (start === null || event > start)
    : event < time && (start === null || event >= start);
}

function compareTimes(a: Instant | null, b: Instant | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

function timeOf(time: Instant | undefined): string | null {
  return time === undefined ? null : formatInstant(time);
}
