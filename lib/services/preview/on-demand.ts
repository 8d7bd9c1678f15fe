import "server-only";
import { canonicalJson } from "@/lib/core/canonical-json";
import { NO_FACTS } from "@/lib/core/definitions/facts";
import { checkOnDemandFeature } from "@/lib/core/definitions/on-demand";
import { createResolver } from "@/lib/core/definitions/resolve";
import type { DefinitionSet } from "@/lib/core/definitions/set";
import { AppError, type FieldProblem, invalid } from "@/lib/core/errors";
import type { CheckedExpression, ExpressionInput } from "@/lib/core/expression/typed";
import type { OnDemandDefinition } from "@/lib/core/model/definitions";
import type { PitComputedRequest } from "@/lib/core/pit/computed";
import type { Db } from "@/lib/store/client";
import type { ServiceContext } from "../context";
import type { AsOf } from "../offline/snapshot";
import { type PreviewGroup, releaseGroups, requestGroups } from "./groups";

type Lookup = Extract<ExpressionInput, { kind: "lookup" }>;

/** What a preview joins and computes: the groups asked for first, then those that expressions look up. */
interface OnDemandRequest {
  groups: PreviewGroup[];
  computed: PitComputedRequest[];
}

/**
 * Adds the on-demand features that are asked for: the features they read are joined without being shown, and each
 * group they look up in becomes one more join, by the keys that the lookup names. A value computed from a masked one
 * is masked.
 */
export async function requestOnDemand(
  db: Db,
  ctx: ServiceContext,
  project: { id: string; name: string },
  asked: readonly PreviewGroup[],
  documents: DefinitionSet,
  asOf?: AsOf,
): Promise<OnDemandRequest> {
  const problems: FieldProblem[] = [];
  const computed: PitComputedRequest[] = [];
  const groups = asked.map((group) => ({
    ...group,
    units: new Map(group.units),
    computations: new Map(group.computations),
    masked: new Set(group.masked),
    restricted: new Set(group.restricted),
  }));
  const joined: PreviewGroup[] = [...groups];
  for (const [index, group] of groups.entries()) {
    const set = { ...documents, groups: new Map(documents.groups).set(group.document.name, group.document) };
    const resolver = createResolver(set, NO_FACTS);
    if (group.onDemand.length > 0) group.request = { ...group.request, hidden: [] };
    for (const one of group.onDemand) {
      const outcome = checkOnDemandFeature(one, group.document, resolver);
      if (!outcome.ok) {
        problems.push(brokenProblem(group, one, outcome.problems[0]?.message));
        continue;
      }
      const { expression } = outcome;
      const inputs = storedInputs(expression, group);
      group.request.hidden?.push(...inputs);
      const lookupGroups: number[] = [];
      let isMasked = inputs.some((name) => group.masked.has(name));
      let isRestricted = inputs.some((name) => group.restricted.has(name));
      for (const lookup of lookupsOf(expression)) {
        const place = await joinLookup({ db, ctx, project, documents, asOf }, lookup, group, joined).catch(
          (error) => problems.push(...lookupProblems(error, group, one)) && -1,
        );
        lookupGroups.push(place);
        isMasked ||= joined[place]?.masked.has(lookup.feature) === true;
        isRestricted ||= joined[place]?.restricted.has(lookup.feature) === true;
      }
      group.units.set(one.name, null);
      group.computations.set(one.name, { expression: one.expression, interval: null });
      if (isMasked) group.masked.add(one.name);
      if (isRestricted) group.restricted.add(one.name);
      computed.push({
        group: index,
        name: one.name,
        text: one.expression,
        expression,
        request: requestColumns(one, expression),
        lookupGroups,
      });
    }
  }
  if (problems.length > 0) {
    await releaseGroups(joined);
    throw invalid(problems);
  }
  return { groups: joined, computed };
}

/** An expression that was right when it was applied may not be any more: what it looks up has changed since. */
function brokenProblem(
  group: PreviewGroup,
  one: OnDemandDefinition,
  message: string | undefined,
): FieldProblem {
  const why = message ?? "a type that it depends on is not known";
  return {
    path: `groups.${group.request.group}.features.${one.name}`,
    message: `cannot be computed: ${why}`,
    expected: "an expression of the language, see its reference",
  };
}

/** What is wrong with the group that is looked up is said of the feature that looks it up. */
function lookupProblems(error: unknown, group: PreviewGroup, one: OnDemandDefinition): FieldProblem[] {
  if (!(error instanceof AppError) || error.code !== "INVALID") throw error;
  return error.problems.map(({ message }) => brokenProblem(group, one, message));
}

function lookupsOf({ inputs }: CheckedExpression): Lookup[] {
  return inputs.filter((input) => input.kind === "lookup");
}

/** Names of the group's own stored features that an expression reads. */
function storedInputs({ inputs }: CheckedExpression, group: PreviewGroup): string[] {
  const stored = new Set(group.request.features.map(({ name }) => name));
  return inputs.flatMap((input) => (input.kind === "column" && stored.has(input.name) ? [input.name] : []));
}

/** The request columns that an expression reads, by itself or as keys of a lookup. */
function requestColumns(one: OnDemandDefinition, { inputs }: CheckedExpression) {
  const read = new Set(
    inputs.flatMap((input) =>
      input.kind === "column" ? [input.name] : input.keys.map(({ column }) => column),
    ),
  );
  return one.request.filter(({ name }) => read.has(name));
}

/** The position of the group that a lookup reads from; lookups by the same keys share one join. */
async function joinLookup(
  { db, ctx, project, documents, asOf }: Place,
  lookup: Lookup,
  group: PreviewGroup,
  joined: PreviewGroup[],
): Promise<number> {
  const keyMap = Object.fromEntries(
    lookup.keys.map(({ key, column }) => [key, group.request.keyMap?.[column] ?? column]),
  );
  const known = joined.findIndex(
    ({ request }) =>
      request.group === lookup.group &&
      request.alias?.includes(LOOKUP_MARK) &&
      canonicalJson(request.keyMap) === canonicalJson(keyMap),
  );
  const found = joined[known];
  if (found) {
    found.request.hidden?.push(lookup.feature);
    return known;
  }
  const reference = `${lookup.group}:${lookup.feature}`;
  const [other] = await requestGroups(db, ctx, project, [reference], documents, asOf);
  if (!other) throw new Error(`no group for ${reference}`);
  const alias = `${lookup.group}${LOOKUP_MARK}${joined.length}`;
  const request = { ...other.request, alias, keyMap, requested: [], hidden: [lookup.feature] };
  return joined.push({ ...other, request, onDemand: [] }) - 1;
}

/** Names of definitions have no two underscores in a row, so no alias of a person holds this. */
const LOOKUP_MARK = "__lookup_";

interface Place {
  db: Db;
  ctx: ServiceContext;
  project: { id: string; name: string };
  documents: DefinitionSet;
  asOf: AsOf | undefined;
}
