import "server-only";
import type { Expectation } from "@/lib/core/definitions/feature-test";
import { type TestDifference, testDifferences } from "@/lib/core/definitions/feature-test-differences";
import { AppError } from "@/lib/core/errors";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { DefinitionFile } from "@/lib/interop/asof/read";
import { findProject } from "@/lib/store/projects";
import { read, type ServiceContext } from "../context";
import { authorizePlan } from "./authorize-changes";
import { prepare } from "./prepare";

export interface TestRun {
  runId: string;
  signal?: AbortSignal;
}

export interface TestOutcome {
  name: string;
  group: string;
  version: number | null;
  file: string;
  line: number;
  differences: TestDifference[];
  /** Why the test could not be run; `null` when it was. */
  failure: string | null;
}

const DEADLINE_MS = 30_000;
const TESTS_MAX = 1_000;

/** Runs the tests of definition files on the engine, over the rows that they give. Nothing is read and nothing stored. */
export async function runFeatureTests(
  ctx: ServiceContext,
  input: { project: string; files: readonly DefinitionFile[] },
  run: TestRun,
): Promise<TestOutcome[]> {
  const project = await read(ctx, (db) => findProject(db, input.project));
  authorizePlan(ctx, project?.id ?? null, input.project);
  const { tests } = await prepare(ctx, { ...input, prune: false });
  if (tests.length > TESTS_MAX) {
    throw new AppError("LIMIT", `The files hold ${tests.length} tests; at most ${TESTS_MAX} run at once.`);
  }
  const outcomes: TestOutcome[] = [];
  for (const { test, file, line, plan, expected } of tests) {
    const { name, group, version } = test;
    const outcome = await runOne(ctx, plan, expected, run);
    outcomes.push({ name, group, version, file, line, ...outcome });
  }
  return outcomes;
}

async function runOne(
  ctx: ServiceContext,
  plan: PitPlan,
  expected: readonly Expectation[],
  run: TestRun,
): Promise<Pick<TestOutcome, "differences" | "failure">> {
  try {
    const { rows, columns } = await ctx.engine.runPit(plan, { ...run, deadlineMs: DEADLINE_MS });
    const got = (rows[0] ?? []).filter((_, index) => columns[index]?.role === "feature");
    return { differences: testDifferences(expected, got), failure: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "INVALID") throw error;
    return { differences: [], failure: error.message };
  }
}
