import type { Verdict } from "@/components/ui/chip";
import type { AttributeChange, FeatureChange, VersionDiff } from "@/lib/core/schema/diff";
import type { LevelFinding } from "@/lib/core/schema/level";
import { LEVEL_RULES, type Severity } from "@/lib/core/schema/level-rules";

/** One row of a diff, ready to show. */
export interface DiffRow {
  key: string;
  change: FeatureChange["change"];
  /** `null` for the group as a whole. */
  name: string | null;
  previousName: string | null;
  attributes: readonly AttributeChange[];
  training: Verdict | null;
  serving: Verdict | null;
  why: readonly string[];
}

const SEVERITIES: readonly Severity[] = ["safe", "risky", "break"];
const VERDICTS: Record<Severity, Verdict> = { safe: "safe", risky: "risky", break: "breaking" };

/** The rows that changed, worst first, and how many did not. A row without findings has no verdict. */
export function diffRows(
  diff: VersionDiff,
  findings: readonly LevelFinding[],
): { changed: DiffRow[]; unchanged: FeatureChange[] } {
  const byFeature = Map.groupBy(findings, (finding) => finding.featureId);
  const changed: DiffRow[] = [];
  if (diff.groupChanges.length > 0) {
    changed.push({
      key: "group",
      change: "changed",
      name: null,
      previousName: null,
      attributes: diff.groupChanges,
      ...judged(byFeature.get(null) ?? []),
    });
  }
  for (const feature of diff.features) {
    if (feature.change === "unchanged") continue;
    changed.push({
      key: feature.featureId,
      change: feature.change,
      name: feature.name,
      previousName: feature.change === "renamed" ? feature.previousName : null,
      attributes: feature.attributes,
      ...judged(byFeature.get(feature.featureId) ?? []),
    });
  }
  return {
    changed: changed
      .map((row, index) => ({ row, index }))
      .sort((a, b) => weight(b.row) - weight(a.row) || a.index - b.index)
      .map(({ row }) => row),
    unchanged: diff.features.filter((feature) => feature.change === "unchanged"),
  };
}

/** How many rows carry each verdict, by the worse of their two sides. */
export function verdictCounts(rows: readonly DiffRow[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { breaking: 0, risky: 0, safe: 0 };
  for (const row of rows) {
    const worst = (["breaking", "risky", "safe"] as const).find(
      (verdict) => row.training === verdict || row.serving === verdict,
    );
    if (worst) counts[worst]++;
  }
  return counts;
}

function judged(findings: readonly LevelFinding[]): Pick<DiffRow, "training" | "serving" | "why"> {
  const rules = findings.map((finding) => LEVEL_RULES[finding.ruleId]);
  return {
    training: worst(rules.map((rule) => rule.training)),
    serving: worst(rules.map((rule) => rule.serving)),
    why: [...new Set(rules.map((rule) => `${rule.title}. ${rule.reason}`))],
  };
}

function worst(severities: readonly Severity[]): Verdict | null {
  const found = SEVERITIES.findLast((severity) => severities.includes(severity));
  return found ? VERDICTS[found] : null;
}

function weight(row: DiffRow): number {
  const order: Record<Verdict, number> = { safe: 1, risky: 2, breaking: 3 };
  const group = row.name === null ? 0.5 : 0;
  return Math.max(row.training ? order[row.training] : 0, row.serving ? order[row.serving] : 0) + group;
}
