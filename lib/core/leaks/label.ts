import type { Resolver } from "../definitions/resolve";
import type { LeakFinding, LeakRuleId } from "./rules";
import type { SelectUse } from "./select-use";
import { findingsOf, type LintedGroup } from "./static";

/** The column that a model is to predict. */
export interface LabelColumn {
  /** A source or group. */
  table: string;
  column: string;
}

/** How a feature is made of the label; from careless to careful. */
const CARE = ["plain", "aggregated", "window_with_end", "window_without_end"] as const;
type Care = (typeof CARE)[number];

const RULES: Record<Care, { rule: LeakRuleId; words: string } | null> = {
  plain: { rule: "label-in-lineage", words: "is made of the label" },
  aggregated: { rule: "target-encoding", words: "is a statistic over all rows of the label" },
  window_with_end: { rule: "label-in-window", words: "has a window that includes the moment of the label" },
  window_without_end: null,
};

/**
 * Features whose lineage reaches the label's column. What passes a window that leaves its end out (`[)`) sees only
 * labels of the past and is fine: that is target encoding with strict time.
 *
 * @param features names of the group's features to look at.
 * @param usesOf suspicious places of the transform of any group on the way.
 */
export function labelFindings(
  group: LintedGroup,
  features: readonly string[],
  label: LabelColumn,
  resolver: Resolver,
  usesOf: (group: string) => readonly SelectUse[],
): LeakFinding[] {
  const add = findingsOf(group);
  for (const feature of features) {
    const care = careOf(group.document.name, feature, { label, resolver, usesOf, seen: new Set() });
    const found = care === null ? null : RULES[care];
    if (found) add(found.rule, `${feature} ${found.words} ${label.table}.${label.column}.`, feature);
  }
  return add.found;
}

interface Search {
  label: LabelColumn;
  resolver: Resolver;
  usesOf: (group: string) => readonly SelectUse[];
  seen: Set<string>;
}

/** The least careful of all ways from the label to a feature, each as careful as its most careful step; `null` = no way. */
function careOf(table: string, column: string, search: Search): Care | null {
  const { label, resolver, seen } = search;
  const key = `${table} ${column.toLowerCase()}`;
  if (table === label.table && column.toLowerCase() === label.column.toLowerCase()) return "plain";
  if (seen.has(key)) return null;
  seen.add(key);
  const feature = resolver.features(table).find((one) => one.name.toLowerCase() === column.toLowerCase());
  if (!feature) return null;
  const ways = feature.inputs.map((input) => careOf(input.table, input.column, search));
  const reached = ways.filter((way) => way !== null);
  if (reached.length === 0) return null;
  const worst = CARE.find((care) => reached.includes(care)) ?? "plain";
  const own = stepOf(feature, search.usesOf(table));
  return CARE[Math.max(CARE.indexOf(worst), CARE.indexOf(own))] ?? worst;
}

function stepOf(
  {
    computation,
    interval,
    name,
    column,
  }: { computation: string; interval: string | null; name: string; column: string | null },
  uses: readonly SelectUse[],
): Care {
  if (computation === "aggregation")
    return interval?.endsWith("]") ? "window_with_end" : "window_without_end";
  const isFitted = uses.some(
    ({ kind, output }) =>
      ["aggregate", "window", "subquery"].includes(kind) && (output === null || output === (column ?? name)),
  );
  return isFitted ? "aggregated" : "plain";
}
