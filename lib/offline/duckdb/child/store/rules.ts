import "server-only";
import { AppError } from "@/lib/core/errors";
import type { StoredSchema } from "@/lib/core/offline/schema";
import { Catalog } from "../bind";
import { describeExpression } from "../describe";
import type { Run } from "../run";
import type { Check } from "./checks";

/**
 * The group's rules of severity `error`, as checks over typed rows. A person wrote them: each is parsed and held to the
 * closed list of functions again before it becomes part of a statement. A rule that gives null is not broken.
 *
 * @throws AppError INVALID naming a rule that can no longer be computed.
 */
export async function ruleChecks(run: Run, schema: StoredSchema): Promise<Check[]> {
  const checks: Check[] = [];
  const catalog = new Catalog();
  for (const { name, expression } of schema.rules) {
    const described = await describeExpression(run, expression, schema.columns, catalog);
    const [problem] = described.problems;
    if (problem)
      throw new AppError("INVALID", `The rule ${name} cannot be checked: ${problem.message}`, {
        problems: [{ ...problem, path: `rules.${name}` }],
      });
    checks.push({
      column: name,
      wrong: `COALESCE(NOT ((\n${expression}\n)::BOOLEAN), false)`,
      value: "NULL",
      message: "is broken",
      expected: expression,
    });
  }
  return checks;
}
