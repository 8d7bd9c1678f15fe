import "server-only";
import type { ConformanceCase, RuleRun } from "@/lib/contracts/conformance";
import { AppError } from "@/lib/core/errors";
import { buildPitPlan } from "@/lib/core/pit/plan";
import type { EngineCall, OfflineEngine, SampleRows } from "@/lib/offline/engine";
import { differences } from "./compare";
import { fixture, type PlanShape, requestOf, shapesOf } from "./request";

/** A rule of the suite and the folder of its files, relative to the suite's root. */
export interface SuiteRule {
  folder: string;
  rule: ConformanceCase;
}

export interface RuleResult {
  rule: number;
  title: string;
  folder: string;
  /** One for each plan shape that can run it. */
  runs: RuleRun[];
}

/** More rows than any fixture has. */
const ROWS_MAX = 10_000;
const CALL_MS_MAX = 30_000;

/** Runs one rule on every plan shape. A failing engine is a difference, not an error: the other rules still run. */
export async function runRule(
  engine: OfflineEngine,
  { rule, folder }: SuiteRule,
  call: Pick<EngineCall, "runId" | "signal">,
): Promise<RuleResult> {
  const read = (file: string) =>
    engine.sampleSource(
      fixture(folder, file),
      { rows: ROWS_MAX, seed: 1 },
      { ...call, deadlineMs: CALL_MS_MAX },
    );
  const spine = await read(rule.spine.file);
  const expected = "file" in rule.expect ? await read(rule.expect.file) : null;
  const runs: RuleResult["runs"] = [];
  for (const shape of shapesOf(rule)) {
    const found = new Set<string>();
    for (let run = 0; run < rule.repeat; run++) {
      for (const difference of await runOnce(engine, { rule, folder }, { spine, expected, shape }, call)) {
        found.add(difference);
      }
    }
    runs.push({ shape, differences: [...found] });
  }
  return { rule: rule.rule, title: rule.title, folder, runs };
}

async function runOnce(
  engine: OfflineEngine,
  { rule, folder }: SuiteRule,
  { spine, expected, shape }: { spine: SampleRows; expected: SampleRows | null; shape: PlanShape },
  call: Pick<EngineCall, "runId" | "signal">,
): Promise<string[]> {
  const outcome = buildPitPlan(requestOf(rule, folder, spine, shape));
  const { expect } = rule;
  if (!outcome.ok) {
    const paths = outcome.problems.map((problem) => problem.path);
    if ("refused" in expect && paths.includes(expect.refused)) return [];
    return [`was refused: ${outcome.problems.map(({ path, message }) => `${path} ${message}`).join("; ")}`];
  }
  if ("refused" in expect || !expected) return ["was not refused"];
  try {
    const result = await engine.runPit(outcome.plan, { ...call, deadlineMs: CALL_MS_MAX });
    return differences(expect, expected, result);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "CANCELLED") throw error;
    return [`failed: ${[error.message, ...error.problems.map(({ message }) => message)].join("; ")}`];
  }
}
