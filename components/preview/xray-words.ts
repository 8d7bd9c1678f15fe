import type { ExplainedRow, ExplainResult, NaiveRow } from "@/lib/contracts/explain";
import type { Fate } from "@/lib/core/pit/xray";
import { formatElapsed } from "@/lib/format/duration";
import { formatCount, formatCounted } from "@/lib/format/number";
import { formatValue } from "@/lib/format/value";

/** The words for what became of a row, in marks, legend and table alike. */
export const FATE_WORDS: Record<Fate, string> = {
  chosen: "chosen",
  deleted: "decides: no value from then on",
  ended: "decides: no longer valid then",
  later: "later than the spine time",
  at_time: "at the spine time itself",
  unknown: "not yet known then",
  expired: "older than the TTL",
  no_value: "holds no value",
  tie_created: "tie: created earlier",
  tie_written: "tie: written earlier",
  older: "an older row",
};

/** What a careless join would have shown here, in one sentence. */
export interface NaiveWords {
  kind: NaiveRow["kind"];
  /** What such a join does. */
  how: string;
  value: string | null;
  verdict: string;
  isLeak: boolean;
}

/** @param column position of the feature in the result's columns. */
export function naiveWords(result: ExplainResult, column: number): NaiveWords[] {
  return result.naive.map(({ kind, row, differs }) => ({
    kind,
    how:
      kind === "newest_row"
        ? "The newest row of the whole table"
        : "The latest row by event time, whenever it was known",
    value: row && valueWords(result, row, column),
    ...verdictOf(result, row, differs),
  }));
}

export function valueWords({ columns }: ExplainResult, row: ExplainedRow, column: number): string {
  const { type = "string", masked = false } = columns[column] ?? {};
  return masked ? "hidden" : formatValue(row.values[column] ?? null, type).text;
}

function verdictOf(
  { time, candidates, knowledge }: ExplainResult,
  row: ExplainedRow | null,
  differs: boolean,
) {
  if (!row || time === null) return { verdict: "there is no such row", isLeak: false };
  if (!differs) return { verdict: "the same row", isLeak: false };
  const afterMs = Date.parse(row.event_time) - Date.parse(time);
  if (afterMs > 0) return { verdict: `a leak: it happened ${formatElapsed(afterMs)} later`, isLeak: true };
  const knownMs = row.created_time === null ? 0 : Date.parse(row.created_time) - Date.parse(time);
  if (knowledge === "known" && knownMs > 0)
    return { verdict: `a leak: it became known ${formatElapsed(knownMs)} later`, isLeak: true };
  if (knowledge === "known" && row.created_time === null)
    return { verdict: "a leak: nothing says that it was known then", isLeak: true };
  const chosen = candidates.find(({ fate }) => fate === "chosen");
  return { verdict: chosen ? "another row of the same time" : "too old to count", isLeak: false };
}

/** How many rows of the key lie on each side of the time, and how many of them are shown. */
export function countWords({ candidates, before_count, after_count }: ExplainResult): string {
  const after = candidates.filter(({ fate }) => fate === "later").length;
  const side = (shown: number, all: number, where: string) =>
    shown < all
      ? `${formatCount(shown)} of ${formatCounted(all, "row")} ${where}`
      : `${formatCounted(all, "row")} ${where}`;
  return `${side(candidates.length - after, before_count, "at or before the time")}, ${side(after, after_count, "after it")}`;
}
