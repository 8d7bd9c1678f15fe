import "server-only";
import type { DefinitionProblem } from "@/lib/core/definitions/problem";
import type { Resolver } from "@/lib/core/definitions/resolve";
import type { Definition, FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { TypedColumn } from "@/lib/core/pit/cell";
import type { ServiceContext } from "../context";

const DEADLINE_MS = 30_000;

/**
 * Conditions of groups that the engine would refuse: `where` of aggregations, over the rows they read, and rules, over
 * the group's own columns. Where the columns are not known, the reason is reported elsewhere and nothing is asked.
 * On-demand expressions have functions of their own and are not SQL.
 */
export async function findWrongConditions(
  ctx: ServiceContext,
  documents: readonly Definition[],
  resolver: Resolver,
): Promise<DefinitionProblem[]> {
  const problems: DefinitionProblem[] = [];
  for (const group of documents) {
    if (group.kind !== "feature_group") continue;
    for (const { path, expression, columns } of conditionsOf(group, resolver)) {
      const problem = await problemOf(ctx, expression, columns);
      if (problem) problems.push({ document: group, path, ...problem });
    }
  }
  return problems;
}

interface Condition {
  path: (string | number)[];
  expression: string;
  columns: TypedColumn[];
}

function conditionsOf(group: FeatureGroupDefinition, resolver: Resolver): Condition[] {
  const rows = group.source === null ? null : resolver.columns(group.source);
  const own = resolver.columns(group.name);
  const wheres = (group.aggregations ?? []).flatMap(({ where }, index): Condition[] =>
    where === null || !rows
      ? []
      : [{ path: ["aggregations", index, "where"], expression: where, columns: rows }],
  );
  const rules = group.rules.flatMap(({ expression }, index): Condition[] =>
    own ? [{ path: ["rules", index, "expression"], expression, columns: own }] : [],
  );
  return [...wheres, ...rules];
}

async function problemOf(
  ctx: ServiceContext,
  expression: string,
  columns: TypedColumn[],
): Promise<{ message: string; expected: string } | null> {
  const call = { runId: ctx.newId(), deadlineMs: DEADLINE_MS };
  const { problems, type } = await ctx.engine.describeExpression(expression, columns, call);
  const [first] = problems;
  const expected = "a condition over the columns, true or false for each row";
  if (first) return { message: first.message, expected: first.expected ?? expected };
  return type === "bool" ? null : { message: `gives ${type}`, expected };
}
