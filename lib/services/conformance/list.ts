import "server-only";
import { can } from "@/lib/core/access/policy";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import type { SuiteRule } from "./run-rule";

export interface ListedRule {
  rule: number;
  title: string;
  /** Of its fixtures, in the product's own folder `conformance/rules`. */
  folder: string;
}

/** The rules of the conformance suite, and whether the person may run them. */
export function listConformanceRules(
  ctx: ServiceContext,
  { suite }: { suite: readonly SuiteRule[] },
): { rules: ListedRule[]; mayRun: boolean } {
  authorize(ctx, "system:read");
  return {
    rules: suite.map(({ folder, rule }) => ({ folder, rule: rule.rule, title: rule.title })),
    mayRun: can(ctx.actor.rights, "system:check").allowed,
  };
}
