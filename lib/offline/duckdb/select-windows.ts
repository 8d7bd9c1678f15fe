import "server-only";
import { type AstNode, nodeOf, nodesOf, textOf } from "./select-ast";
import { functionName, isTime, type TimedRelation } from "./select-times";

/** Functions that need the whole partition, whatever its order. */
const WHOLE_PARTITION = new Set(["ntile", "percent_rank", "cume_dist"]);

/**
 * Why a window function may see rows later than the current one, or `null` when it cannot. It cannot when its rows share
 * one event time, or are ordered by event time, oldest first, and its frame ends at the current row or before.
 */
export function windowReason(window: AstNode, relations: readonly TimedRelation[]): string | null {
  const name = functionName(window);
  if (nodesOf(window.partitions).some((one) => isTime(one, relations))) return null;
  const [first] = nodesOf(window.orders);
  if (!first || !isTime(nodeOf(first.expression), relations))
    return "is taken over rows that are not ordered by event time";
  if (WHOLE_PARTITION.has(name)) return "needs all rows of its partition, later ones included";
  const isDescending = textOf(first.type).includes("DESC");
  if (name === "lead") return isDescending ? null : "looks at a later row";
  if (isDescending) return "goes from the newest row to the oldest, so later rows come first";
  const end = textOf(window.end);
  const endsInTime = end.startsWith("CURRENT_ROW") || end.startsWith("EXPR_PRECEDING");
  // Functions over positions have no frame; the parser writes the default one for them.
  return endsInTime ? null : "has a frame that ends after the current row";
}
