import "server-only";
import type { z } from "zod";
import type { TestResults } from "@/lib/contracts/api/tests";
import type { TestOutcome } from "@/lib/services/definitions/test";

export function testsWire(outcomes: readonly TestOutcome[]): z.input<typeof TestResults> {
  const tests = outcomes.map(({ name, group, version, file, line, differences, failure }) => ({
    name,
    group,
    version,
    file,
    line,
    passed: failure === null && differences.length === 0,
    differences: differences.map(({ feature, type, expected, got }) => ({ feature, type, expected, got })),
    failure,
  }));
  const passed = tests.filter((test) => test.passed).length;
  return { passed, failed: tests.length - passed, tests };
}
