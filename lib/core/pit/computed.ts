import type { FieldProblem } from "@/lib/core/errors";
import type { CheckedExpression } from "@/lib/core/expression/typed";
import { formatValueType, parseValueType } from "@/lib/core/model/value-type";
import type { PitFeature, PitGroup, PitRequest, SpineRequest } from "./plan";

/** A feature computed on demand: from the spine's columns and the features joined to them. */
export interface PitComputed {
  /** Index of its own group in the plan. */
  group: number;
  name: string;
  type: string;
  /** Name of the output column. */
  output: string;
  /** As its author wrote it. */
  text: string;
  expression: CheckedExpression;
  /** Where each input of the expression comes from. */
  inputs: PitInput[];
}

/** A column of the spine, or a feature of a group by their positions in the plan. */
export type PitInput = { from: "spine"; column: string } | { from: "group"; group: number; feature: number };

export interface PitComputedRequest {
  /** Position of its own group in the request. */
  group: number;
  name: string;
  text: string;
  expression: CheckedExpression;
  /** Columns that the caller sends along: read from spine columns of the same name. */
  request: { name: string; type: string }[];
  /** For each lookup of the expression, in the order of its inputs: the position of the joined group. */
  lookupGroups: number[];
}

/** The spine columns that on-demand features need, with their types: of two that disagree, the first. */
export function requestColumnsOf(request: PitRequest): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const { request: columns } of request.computed ?? [])
    for (const { name, type } of columns) if (!types.has(name)) types.set(name, type);
  return types;
}

/** Places each input of the computed features in the plan; what has no place is a problem. */
export function planComputed(
  request: PitRequest,
  groups: readonly PitGroup[],
  problems: FieldProblem[],
): PitComputed[] {
  checkRequestColumns(request, groups, problems);
  const isBare = request.shortNames ? bareNames(request, groups) : () => false;
  return (request.computed ?? []).flatMap((one) => {
    const group = groups[one.group];
    if (!group) return [];
    let lookups = 0;
    const inputs = one.expression.inputs.flatMap((input): PitInput[] => {
      if (input.kind === "lookup") {
        const index = one.lookupGroups[lookups++] ?? -1;
        return featureInput(groups, index, input.feature);
      }
      const key = group.keys.find(({ name }) => name === input.name);
      if (key) return [{ from: "spine", column: key.spineColumn }];
      const isSent = one.request.some(({ name }) => name === input.name);
      return isSent ? [{ from: "spine", column: input.name }] : featureInput(groups, one.group, input.name);
    });
    if (inputs.length < one.expression.inputs.length)
      throw new Error(`an input of ${group.name}:${one.name} is not in the plan`);
    const type = formatValueType(one.expression.type);
    const { name, text, expression } = one;
    const output = isBare(name) ? name : `${group.name}__${name}`;
    return [{ group: one.group, name, type, output, text, expression, inputs }];
  });
}

/** The features of a group that have an output column; they come before those that have none. */
export function visibleFeatures(group: PitGroup): PitFeature[] {
  return group.features.filter(({ isHidden }) => !isHidden);
}

/** Whether a computed feature is called by its bare name: when nothing else in the result is. */
function bareNames(request: PitRequest, groups: readonly PitGroup[]): (name: string) => boolean {
  const names = [
    ...spineColumns(request.spine),
    ...groups.flatMap((group) => visibleFeatures(group).map(({ output }) => output)),
    ...(request.computed ?? []).map(({ name }) => name),
  ].map((name) => name.toLowerCase());
  return (name) => names.filter((other) => other === name.toLowerCase()).length === 1;
}

function featureInput(groups: readonly PitGroup[], group: number, name: string): PitInput[] {
  const feature = groups[group]?.features.findIndex((candidate) => candidate.name === name) ?? -1;
  return feature < 0 ? [] : [{ from: "group", group, feature }];
}

/** A request column has to be a column of the spine, of one type for everybody who reads it. */
function checkRequestColumns(request: PitRequest, groups: readonly PitGroup[], problems: FieldProblem[]) {
  const known = spineColumns(request.spine);
  const types = new Map([[request.spine.time, "timestamp"]]);
  for (const group of groups) for (const key of group.keys) types.set(key.spineColumn, key.type);
  for (const { group, name, request: columns } of request.computed ?? []) {
    const path = `groups.${groups[group]?.name}.features.${name}`;
    for (const column of columns) {
      const other = types.get(column.name);
      const message = known.has(column.name)
        ? `the spine column ${column.name} is ${other} for another feature and ${column.type} here`
        : `the request column ${column.name} is missing: the spine has no column ${column.name}`;
      if (known.has(column.name) && (other === undefined || isSame(other, column.type))) {
        types.set(column.name, column.type);
        continue;
      }
      problems.push({ path, message, expected: `a spine column ${column.name} of type ${column.type}` });
    }
  }
}

function spineColumns(spine: SpineRequest): ReadonlySet<string> {
  return new Set(
    spine.kind === "rows"
      ? spine.columns.map(({ name }) => name)
      : spine.sourceColumns.map(({ name }) => name),
  );
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [parseValueType(a), parseValueType(b)];
  return one !== null && other !== null && formatValueType(one) === formatValueType(other);
}
