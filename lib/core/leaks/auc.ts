/** What the area under the ROC curve is computed from; see {@link areaUnderCurve}. */
export interface RankSums {
  /** Sum of the midranks of the rows whose label is true. */
  rankSum: number;
  positives: number;
  negatives: number;
}

/** Fewer rows of either label than this decide nothing. */
export const AUC_ROWS_MIN = 20;
/** At or above this, or at or below one minus this, a single feature is suspicious. */
export const AUC_SUSPICIOUS = 0.995;

/**
 * The area under the ROC curve of one feature as a score of a true-or-false label: the probability that a random true row
 * has a greater value than a random false one, ties counting half. 0.5 says nothing, 0 and 1 decide alone.
 *
 * AUC = (R₁ − n₁(n₁ + 1) / 2) / (n₁ n₀), where R₁ sums the ranks of the n₁ true rows among all n₁ + n₀, equal values
 * sharing the mean of their ranks (midranks). Source: Hanley and McNeil, "The meaning and use of the area under a receiver
 * operating characteristic (ROC) curve", Radiology 143 (1982), after Mann and Whitney (1947).
 *
 * @returns `null` when there are fewer than {@link AUC_ROWS_MIN} rows of either label. Rows without a value or label are
 *   left out before.
 */
export function areaUnderCurve({ rankSum, positives, negatives }: RankSums): number | null {
  if (positives < AUC_ROWS_MIN || negatives < AUC_ROWS_MIN) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** @returns whether a feature alone nearly decides the label, in either direction. */
export function isSuspicious(auc: number): boolean {
  return auc >= AUC_SUSPICIOUS || auc <= 1 - AUC_SUSPICIOUS;
}
