import "server-only";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import type { PitGroup } from "@/lib/core/pit/plan";
import { partName } from "../compile-windows";
import { readAll } from "../convert";
import { faultOf } from "../errors";
import { quoteName, quoteText } from "../quote";
import { sqlTypeOf } from "../types";
import { type AggregateFeature, MACROS, overflowSql } from "../window-functions";
import type { Catalog } from "./bind";
import type { Run } from "./run";

/** Runs a statement of a computed group, shows it, and blames the group's features for sums beyond 128 bits. */
export async function execute(
  run: Run,
  catalog: Catalog,
  group: PitGroup,
  statement: { phase: string; sql: string },
): Promise<void> {
  catalog.shown.push(`-- ${statement.phase}\n${statement.sql};`);
  await run.step(statement.phase, () =>
    run.execute(statement.sql).catch((error: unknown) => {
      if (faultOf(error).kind !== "Out of Range") throw error;
      const message = "a sum of its values does not fit 38 digits";
      throw invalid(
        group.features.map(({ name }) => ({ path: `groups.${group.name}.features.${name}`, message })),
      );
    }),
  );
}

export async function provideMacros(run: Run): Promise<void> {
  for (const macro of MACROS) {
    await run.execute(macro.replace("CREATE MACRO", "CREATE OR REPLACE TEMP MACRO"));
  }
}

/**
 * A sum that does not fit its type fails the run by name; it is never wrapped or rounded.
 *
 * @param tableOf the table that holds the parts of a feature.
 */
export async function checkOverflow<Feature extends AggregateFeature>(
  run: Run,
  group: PitGroup,
  features: readonly Feature[],
  tableOf: (feature: Feature) => string,
): Promise<void> {
  const problems: FieldProblem[] = [];
  for (const feature of features) {
    const condition = overflowSql(feature, (part) => partName(feature, part));
    if (condition === null) continue;
    const [[count = 0] = []] = await readAll(
      run.connection,
      `SELECT count(*) FROM ${quoteName(tableOf(feature))} WHERE ${condition}`,
    );
    if (Number(count) === 0) continue;
    problems.push({
      path: `groups.${group.name}.features.${group.features[feature.number - 1]?.name ?? ""}`,
      message: `its ${feature.fn} does not fit for ${String(count)} spine rows`,
      expected:
        feature.fn === "sum" ? "values whose sum fits int64, or a column of type decimal" : "smaller values",
    });
  }
  if (problems.length > 0) throw invalid(problems);
}

/** A cell of a definition as SQL. */
export function literal(cell: Cell, type: ValueType): string {
  if (cell === null) return `NULL::${sqlTypeOf(type)}`;
  const text = quoteText(typeof cell === "object" ? JSON.stringify(cell) : String(cell));
  return type.kind === "bytes" ? `from_base64(${text})` : `CAST(${text} AS ${sqlTypeOf(type)})`;
}
