import "server-only";
import { notFound } from "@/lib/core/errors";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import { type RuleResult, runRule, type SuiteRule } from "./run-rule";

/** Runs one rule of the conformance suite on the engine that answers everything else. Writes nothing. */
export async function runConformanceRule(
  ctx: ServiceContext,
  { suite, rule, signal }: { suite: readonly SuiteRule[]; rule: number; signal?: AbortSignal },
): Promise<RuleResult> {
  authorize(ctx, "system:check");
  const found = suite.find((candidate) => candidate.rule.rule === rule);
  if (!found) throw notFound(`Rule ${rule}`);
  return await runRule(ctx.engine, found, { runId: ctx.newId(), signal });
}
