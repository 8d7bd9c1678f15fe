import type { PreviewResult } from "@/lib/contracts/preview";
import { formatCounted, formatShare } from "@/lib/format/number";

export interface SummaryPart {
  text: string;
  /** The same by group, one line each. */
  tip: string;
}

type Counts = PreviewResult["groups"][number]["features"][number]["counts"];

/**
 * How the rows fared, in shares of all spine rows times groups (not only of the rows shown): matched, outside TTL,
 * never seen; then null values, in shares of all cells. What did not happen is left out, except matched.
 */
export function summaryParts(result: Pick<PreviewResult, "groups" | "row_count">): SummaryPart[] {
  // Where features look past nulls, each has found rows of its own. Computed values say nothing about what was found, and
  // groups joined only for them are no answer to anybody.
  const perGroup = result.groups.flatMap(({ name, nulls, features }) => {
    const stored = features.filter((feature) => !feature.isComputed);
    return nulls === "latest_row"
      ? stored.slice(0, 1).map(({ counts }) => ({ name, counts }))
      : stored.map(({ output, counts }) => ({ name: output, counts }));
  });
  const canEnd = result.groups.some(({ tombstone, valid_to }) => tombstone !== null || valid_to !== null);
  const all = result.row_count * perGroup.length;
  if (all === 0) return [];
  const part = (word: string, of: (counts: Counts) => number, always: boolean): SummaryPart[] => {
    const count = perGroup.reduce((sum, group) => sum + (group.counts ? of(group.counts) : 0), 0);
    if (count === 0 && !always) return [];
    const lines = perGroup.map(({ name, counts }) => {
      const own = counts ? of(counts) : 0;
      return `${name}: ${formatCounted(own, "row")}, ${formatShare(own / result.row_count)}`;
    });
    return [{ text: `${word} ${formatShare(count / all)}`, tip: lines.join("\n") }];
  };
  return [
    ...part("matched", (counts) => counts.PRESENT + counts.NULL_VALUE, true),
    ...part("outside TTL", (counts) => counts.OUTSIDE_MAX_AGE, false),
    ...part(canEnd ? "never seen, deleted or ended" : "never seen", (counts) => counts.NOT_FOUND, false),
    ...nullPart(result),
  ];
}

function nullPart({ groups, row_count }: Pick<PreviewResult, "groups" | "row_count">): SummaryPart[] {
  const features = groups.flatMap((group) => group.features);
  const nulls = features.reduce((sum, feature) => sum + feature.counts.NULL_VALUE, 0);
  if (nulls === 0) return [];
  const lines = features
    .filter((feature) => feature.counts.NULL_VALUE > 0)
    .map(({ output, counts }) => `${output}: ${formatCounted(counts.NULL_VALUE, "null")}`);
  return [{ text: `null ${formatShare(nulls / (features.length * row_count))}`, tip: lines.join("\n") }];
}

/** Milliseconds of all phases. */
export function totalMs(timings: PreviewResult["timing_ms"]): number {
  return timings.reduce((sum, timing) => sum + timing.ms, 0);
}
