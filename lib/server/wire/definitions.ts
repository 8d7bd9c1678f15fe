import "server-only";
import type { z } from "zod";
import type { Applied, Plan, PlannedChange } from "@/lib/contracts/api/definitions";
import type { Kind } from "@/lib/core/model/definitions";
import type { ApplyResult } from "@/lib/services/definitions/apply";
import type { PlanResult, ShownChange } from "@/lib/services/definitions/plan";

export function planWire(plan: PlanResult): z.input<typeof Plan> {
  return {
    changes: plan.changes.map(changeWire),
    unchanged: plan.unchanged.map(({ kind, name }) => ({ kind, name })),
    warnings: plan.warnings.map(({ rule, kind, name, path, message, file, line }) => ({
      rule,
      // Safe: it is the kind of a parsed document.
      kind: kind as Kind,
      name,
      path,
      message,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    })),
    not_in_files: plan.notInFiles.map(({ kind, name }) => ({ kind, name })),
    gate: plan.gate,
  };
}

export function appliedWire(result: ApplyResult): z.input<typeof Applied> {
  return {
    ...planWire(result),
    applied: true,
    versions: result.versions.map(({ group, number, level }) => ({ group, number, level })),
  };
}

function changeWire(change: ShownChange): z.input<typeof PlannedChange> {
  return {
    kind: change.kind,
    name: change.name,
    action: change.action,
    version: change.version,
    level: change.level,
    fields: change.fields.map(({ path, from, to }) => ({ path, from, to })),
    rule_ids: [...new Set(change.findings.map((finding) => finding.rule))],
    findings: change.findings.map(({ rule, path, explanation }) => ({ rule, path, explanation })),
    is_consequence: change.isConsequence,
  };
}
