import type { FeatureGroupDefinition } from "../model/definitions";
import type { LeakFinding, LeakRuleId } from "./rules";
import type { SelectUse, SelectUseKind } from "./select-use";

/** A group as the linter sees it. */
export interface LintedGroup {
  document: FeatureGroupDefinition;
  /** `null` = not published. */
  version: number | null;
  times: { event_time: string | null; created_time: string | null };
  /** Suspicious places of its transform; [] without one. */
  uses: readonly SelectUse[];
}

const RULE_OF_USE: Record<SelectUseKind, LeakRuleId> = {
  clock: "clock-in-transform",
  aggregate: "full-table-statistic",
  limit: "full-table-statistic",
  window: "window-sees-later-rows",
  subquery: "untimed-subquery",
  join: "untimed-join",
  moved_back: "event-time-moved-back",
};

/** Uses whose values are fitted on many rows at once. */
const FITTED: ReadonlySet<SelectUseKind> = new Set(["aggregate", "window", "subquery"]);

/**
 * What the definition of a group says about leaks, without a look at its data.
 *
 * @param hasSplit whether the features are for a dataset that is split into training, validation and test.
 * @returns findings in the order of the definition; silenced ones included and marked.
 */
export function staticFindings(group: LintedGroup, { hasSplit }: { hasSplit: boolean }): LeakFinding[] {
  const { document, times, uses } = group;
  const add = findingsOf(group);
  // Rollups have no rows of their own; the members they are made of are looked at where they stand.
  const isRollup = document.second_order !== null;
  if (times.event_time === null && !isRollup) add("no-event-time", `${document.name} has no event time.`);
  else if (times.created_time === null && !isRollup && document.aggregations === null)
    add("no-created-time", `${document.name} has no created time.`);
  const features = new Map(
    document.features.map((feature) => [feature.column ?? feature.name, feature.name]),
  );
  for (const use of uses) {
    const feature = use.output === null ? null : (features.get(use.output) ?? null);
    const what = `${use.name} ${use.reason}.`;
    add(RULE_OF_USE[use.kind], what, feature, use);
    if (hasSplit && FITTED.has(use.kind)) add("fitted-across-splits", what, feature, use);
  }
  return add.found;
}

interface Add {
  (
    ruleId: LeakRuleId,
    what: string,
    feature?: string | null,
    place?: { line: number | null; column: number | null },
  ): void;
  found: LeakFinding[];
}

/** Collects findings about a group. */
export function findingsOf({ document, version }: Pick<LintedGroup, "document" | "version">): Add {
  const found: LeakFinding[] = [];
  const add = (
    ruleId: LeakRuleId,
    what: string,
    feature: string | null = null,
    place: { line: number | null; column: number | null } = { line: null, column: null },
  ) => {
    const isSilenced = document.silence.includes(ruleId);
    const { line, column } = place;
    found.push({ ruleId, group: document.name, version, feature, what, line, column, isSilenced });
  };
  return Object.assign(add, { found });
}
