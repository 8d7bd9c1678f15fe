import type { FeatureDefinition, FeatureGroupDefinition, Scalar } from "../model/definitions";
import { compareScalars, scalarProblem } from "../model/scalar";
import { isNumeric, parseValueType, type ValueType } from "../model/value-type";
import { derivedNames, type ResolvedFeature } from "./features";
import { checkOnDemand } from "./on-demand";
import type { Report } from "./problem";
import { regexProblem } from "./regex";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";
import { groupTimes } from "./times";

/** The features of a group: names, descriptions of derived ones, defaults and constraints. */
export function checkFeatures(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  const features = resolver.features(group.name);
  checkDescribed(group, features, report);
  checkNames(group, resolver, report);
  checkRenames(group, report);
  const resolved = new Map(features.map((feature) => [feature.name, feature]));
  for (const [index, feature] of group.features.entries()) {
    const type = parseValueType(feature.type ?? resolved.get(feature.name)?.type ?? "");
    if (type) checkValues(feature, type, index, report);
  }
  for (const [index, one] of group.on_demand.entries()) {
    const clash = one.request.find(({ name }) => resolved.has(name));
    if (clash)
      report(
        ["on_demand", index, "request"],
        `${clash.name} is a feature of the group already.`,
        "request columns with names of their own",
      );
  }
  checkOnDemand(group, resolver, report);
  checkDerivedTypes(group, features, resolver, report);
}

/** Entries under `features` of a derived group must describe something that is derived. */
function checkDescribed(group: FeatureGroupDefinition, features: readonly ResolvedFeature[], report: Report) {
  const derived = derivedNames(group);
  if (group.aggregations === null && group.second_order === null) return;
  const resolved = new Map(features.map((feature) => [feature.name, feature]));
  for (const [index, feature] of group.features.entries()) {
    const found = derived.includes(feature.name) ? resolved.get(feature.name) : undefined;
    if (!found) {
      report(
        ["features", index, "name"],
        `Nothing derives a feature ${feature.name}.${didYouMean(feature.name, derived)}`,
        `one of ${derived.join(", ")}`,
      );
      continue;
    }
    if (feature.type !== null && found.type !== null && feature.type !== found.type) {
      report(["features", index, "type"], `The derived type is ${found.type}.`, `${found.type}, or no type`);
    }
    if (!feature.nullable && found.nullable) {
      report(
        ["features", index, "nullable"],
        `An empty window gives null.`,
        "nullable: true, or a value for empty",
      );
    }
  }
}

/** Every output column has one meaning: features, aliases, keys and times share one set of names. */
function checkNames(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  const taken = new Map<string, string>();
  for (const key of resolver.set.entities.get(group.entity)?.join_keys ?? [])
    taken.set(key.name, `the join key of ${group.entity}`);
  const { event_time, created_time } = groupTimes(group, resolver);
  if (event_time !== null) taken.set(event_time, "the event time");
  if (created_time !== null) taken.set(created_time, "the created time");
  const take = (name: string, what: string, path: (string | number)[]) => {
    const other = taken.get(name);
    if (other !== undefined) report(path, `The name ${name} is taken by ${other}.`, "a name of its own");
    else taken.set(name, what);
  };
  const isDerived = group.aggregations !== null || group.second_order !== null;
  for (const [index, aggregation] of (group.aggregations ?? []).entries()) {
    const names = new Set(derivedNames({ aggregations: [aggregation], second_order: null }));
    for (const name of names)
      take(name, `the feature of aggregations.${index}`, ["aggregations", index, "name"]);
  }
  for (const [index, { name }] of (group.second_order ?? []).entries())
    take(name, `the feature of second_order.${index}`, ["second_order", index, "name"]);
  const described = new Set<string>();
  for (const [index, { name }] of group.features.entries()) {
    if (!isDerived) take(name, `features.${index}`, ["features", index, "name"]);
    else if (described.has(name))
      report(["features", index, "name"], `${name} is described twice.`, "each feature once");
    described.add(name);
  }
  for (const [index, { name }] of group.on_demand.entries())
    take(name, `on_demand.${index}`, ["on_demand", index, "name"]);
  for (const [index, { name, aliases }] of group.features.entries()) {
    for (const [position, alias] of aliases.entries())
      take(alias, `an alias of ${name}`, ["features", index, "aliases", position]);
  }
}

function checkRenames(group: FeatureGroupDefinition, report: Report) {
  const targets = new Map<string, string>();
  for (const [index, { name, renamed_from }] of group.features.entries()) {
    if (renamed_from === null) continue;
    const path = ["features", index, "renamed_from"];
    const other = targets.get(renamed_from);
    if (renamed_from === name) report(path, `${name} cannot be renamed from itself.`, "the name before");
    else if (other !== undefined)
      report(path, `${renamed_from} has become ${other} already.`, "each earlier name once");
    targets.set(renamed_from, name);
  }
}

function checkValues(feature: FeatureDefinition, type: ValueType, index: number, report: Report) {
  const at = (path: (string | number)[], message: string, expected: string) =>
    report(["features", index, ...path], message, expected);
  const problem = scalarProblem(feature.default, type);
  if (problem !== null)
    at(
      ["default"],
      `${JSON.stringify(feature.default)} is not a value of ${feature.type ?? "the feature"}.`,
      problem,
    );
  const { constraints } = feature;
  if (!constraints) return;
  const { min, max, allowed, pattern, min_length, max_length } = constraints;
  for (const [key, bound] of [
    ["min", min],
    ["max", max],
  ] as const) {
    if (bound === null) continue;
    const wrong = hasBounds(type)
      ? scalarProblem(bound, type)
      : "no bound: only numbers and times have bounds";
    if (wrong !== null)
      at(["constraints", key], `${JSON.stringify(bound)} does not bound values of this type.`, wrong);
  }
  if (fits(min, type) && fits(max, type) && (compareScalars(min, max, type) ?? 0) > 0) {
    at(
      ["constraints", "min"],
      `The least value ${min} is greater than the greatest, ${max}.`,
      `a value up to ${max}`,
    );
  }
  for (const [position, value] of (allowed ?? []).entries()) {
    const wrong = scalarProblem(value, type);
    if (wrong !== null)
      at(["constraints", "allowed", position], `${JSON.stringify(value)} is not a value of the type.`, wrong);
  }
  checkDefaultAllowed(feature, type, at);
  const isText = type.kind === "string";
  for (const key of ["pattern", "min_length", "max_length"] as const) {
    if (constraints[key] !== null && !isText)
      at(["constraints", key], `Only text has a ${key.replace("_", " ")}.`, `no ${key}`);
  }
  if (min_length !== null && max_length !== null && min_length > max_length) {
    at(
      ["constraints", "min_length"],
      `The least length ${min_length} is greater than the greatest, ${max_length}.`,
      `a length up to ${max_length}`,
    );
  }
  const wrongPattern = pattern === null ? null : regexProblem(pattern);
  if (wrongPattern !== null) at(["constraints", "pattern"], wrongPattern, "a regular expression of RE2");
}

function checkDefaultAllowed(feature: FeatureDefinition, type: ValueType, at: Report) {
  const { default: value, constraints } = feature;
  if (value === null || !constraints || !fits(value, type)) return;
  const { min, max, allowed } = constraints;
  const below = fits(min, type) && (compareScalars(value, min, type) ?? 0) < 0;
  const above = fits(max, type) && (compareScalars(value, max, type) ?? 0) > 0;
  if (below || above || (allowed !== null && !allowed.includes(value))) {
    at(
      ["default"],
      `The default ${JSON.stringify(value)} breaks the constraints of the feature.`,
      "a value that the constraints allow",
    );
  }
}

function hasBounds(type: ValueType): boolean {
  return (
    isNumeric(type) || type.kind === "date" || type.kind === "timestamp" || type.kind === "timestamp_ntz"
  );
}

function fits(value: Scalar, type: ValueType): boolean {
  return value !== null && scalarProblem(value, type) === null;
}

/** A derived type that is still unknown when everything it reads is there: only the source's columns can be missing. */
function checkDerivedTypes(
  group: FeatureGroupDefinition,
  features: readonly ResolvedFeature[],
  resolver: Resolver,
  report: Report,
) {
  const source = resolver.set.sources.get(group.source ?? "");
  if (group.aggregations === null || !source || resolver.columns(source.name) !== null) return;
  if (source.type === "file" || source.type === "query") return;
  const unknown = features.find(({ type }) => type === null);
  if (unknown)
    report(
      ["source"],
      `The type of ${unknown.name} cannot be told: the columns of ${source.name} are not known.`,
      `columns at the source ${source.name}`,
    );
}
