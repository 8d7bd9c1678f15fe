/**
 * How windows are computed. All give the same answer: equal to the last bit for whole numbers, decimals and everything that
 * is not a sum of floats.
 *
 * - `range`: join each spine row to the rows of its key inside its longest window, and aggregate. Any function, any knowledge;
 *   costs as much as there are pairs of spine rows and events.
 * - `sweep`: sort events and the ends of all windows once, keep running totals, subtract. One pass whatever the lengths of
 *   the windows, and flat under skew; only for functions that can be taken back exactly ({@link canSweep}).
 * - `frames`: sort events and spine rows once and let the engine slide RANGE frames over them. Any function, but only when
 *   rows count from their event time on.
 */
export const WINDOW_STRATEGIES = ["range", "sweep", "frames"] as const;
export type WindowStrategy = (typeof WINDOW_STRATEGIES)[number];

/** Up to here, going over all rows of a key for every spine row is cheaper than sorting; measured between 8 and 64. */
const RANGE_SPINE_ROWS_MAX = 16;
/** So few pairs at most are counted in no time, whatever the spine. */
const RANGE_PAIRS_MAX = 2_000_000;
/**
 * Comparing an event with so many spine rows of its key costs less than sorting it among all others and running totals
 * over it: at 25 a join was measured at a tenth of a sweep's time for one feature, at a third for ten.
 */
const RANGE_PAIRS_PER_EVENT_MAX = 50;

/** Spine rows above which pairs are not counted before a strategy is chosen. */
const COUNTED_SPINE_ROWS_MAX = 100_000;

export interface WindowStrategyChoice {
  strategy: WindowStrategy;
  /** One sentence for people. */
  reason: string;
}

/**
 * @param estimate.eventRows rows of the relation if that is known for free, else `null`.
 * @param estimate.counted events that may count for some spine row, and their pairs with spine rows of the same keys, whatever
 *   their times; `null` = not counted.
 * @param estimate.canSweepAll whether every function of the group can be swept.
 * @param estimate.canFrame whether rows count from their event time on (knowledge `event`).
 * @param estimate.forced wins over everything that is possible; `null` = choose.
 */
export function chooseWindowStrategy(estimate: {
  spineRows: number;
  eventRows: number | null;
  counted: { events: number; pairs: number } | null;
  canSweepAll: boolean;
  canFrame: boolean;
  forced: WindowStrategy | null;
}): WindowStrategyChoice {
  const { spineRows, counted, canSweepAll, canFrame, forced } = estimate;
  if (forced) return { strategy: forced, reason: "asked for" };
  if (spineRows <= RANGE_SPINE_ROWS_MAX) {
    return { strategy: "range", reason: "a handful of spine rows: one scan of the events serves them" };
  }
  if (isSmallProduct(estimate)) {
    return {
      strategy: "range",
      reason: "few events: looking at all of them for every spine row is cheapest",
    };
  }
  if (counted !== null && counted.pairs <= counted.events * RANGE_PAIRS_PER_EVENT_MAX) {
    return {
      strategy: "range",
      reason: "few spine rows per event of their keys: comparing them costs less than sorting all events",
    };
  }
  if (canSweepAll) {
    return {
      strategy: "sweep",
      reason: "totals can be taken back: one pass over events and window ends serves every window",
    };
  }
  return canFrame
    ? {
        strategy: "sweep",
        reason:
          "one pass with running totals for what can be taken back, sliding frames over one sort for the other functions",
      }
    : {
        strategy: "sweep",
        reason:
          "one pass with running totals for what can be taken back; the other functions look at every event known by then",
      };
}

/** Whether looking at everything is so cheap that nothing has to be counted. */
function isSmallProduct({ spineRows, eventRows }: { spineRows: number; eventRows: number | null }): boolean {
  return eventRows !== null && eventRows * spineRows <= RANGE_PAIRS_MAX;
}

/** Whether the choice hangs on the number of pairs. */
export function needsPairs(estimate: {
  spineRows: number;
  eventRows: number | null;
  forced: WindowStrategy | null;
}): boolean {
  const { spineRows, forced } = estimate;
  if (forced || isSmallProduct(estimate)) return false;
  return spineRows > RANGE_SPINE_ROWS_MAX && spineRows <= COUNTED_SPINE_ROWS_MAX;
}
