/**
 * How the newest row per spine row is found. All three give the same answer.
 *
 * - `range`: equi-join on the keys, keep what is not later, take the newest. One scan, but one entity with many rows
 *   multiplies by its spine rows.
 * - `tiles`: cut time into slices; the newest event per key and slice settles all earlier slices, and rows are compared
 *   one by one only within the slice of the spine row. Two scans, no sort, no fan-out.
 * - `asof`: one sort-based ASOF join on (event time, created time, sequence). Sorts everything once.
 */
export const STRATEGIES = ["range", "tiles", "asof"] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Up to here the worst case of `range` (all rows of one entity) is a handful of passes over the features. */
const RANGE_SPINE_ROWS_MAX = 8;
/** Above this, sorting all features once is cheaper: measured crossing between 10 000 and 100 000 rows. */
const TILES_SPINE_ROWS_MAX = 20_000;
/** A sort of this many rows costs about as much as planning anything better. */
const SMALL_FEATURE_ROWS_MAX = 20_000;

export interface StrategyChoice {
  strategy: Strategy;
  /** One sentence for people. */
  reason: string;
}

/**
 * @param featureRows rows of the group's relation if that is known for free (Parquet footers), else `null`.
 * @param forced wins over everything; `null` = choose.
 */
export function chooseStrategy(estimate: {
  spineRows: number;
  featureRows: number | null;
  forced: Strategy | null;
}): StrategyChoice {
  const { spineRows, featureRows, forced } = estimate;
  if (forced) return { strategy: forced, reason: "asked for" };
  if (featureRows !== null && featureRows <= SMALL_FEATURE_ROWS_MAX) {
    return { strategy: "asof", reason: "few feature rows: sorting them costs next to nothing" };
  }
  if (spineRows <= RANGE_SPINE_ROWS_MAX) {
    return {
      strategy: "range",
      reason: "a handful of spine rows: one scan of the features finds their rows",
    };
  }
  if (spineRows <= TILES_SPINE_ROWS_MAX) {
    return {
      strategy: "tiles",
      reason: "few spine rows against many feature rows: two scans, nothing is sorted",
    };
  }
  return { strategy: "asof", reason: "many spine rows: sorting the features once serves them all" };
}
