import { type CheckOutcome, checkExpression } from "../expression/check";
import type { ExpressionScope, LookupTarget } from "../expression/scope";
import type { FeatureGroupDefinition, OnDemandDefinition } from "../model/definitions";
import { parseValueType, type ValueType } from "../model/value-type";
import type { Report } from "./problem";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";
import { groupTimes } from "./times";

/** The expressions of a group's on-demand features: names, types, and whether they give what is declared. */
export function checkOnDemand(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  for (const [index, one] of group.on_demand.entries()) {
    const outcome = checkOnDemandFeature(one, group, resolver);
    if (outcome.ok) continue;
    for (const { at, message, expected } of outcome.problems)
      report(["on_demand", index, "expression"], message, expected, at);
  }
}

/** Reads one on-demand feature against its group as the resolver knows it. */
export function checkOnDemandFeature(
  one: OnDemandDefinition,
  group: FeatureGroupDefinition,
  resolver: Resolver,
): CheckOutcome {
  return checkExpression(one.expression, scopeOf(one, group, resolver), parseValueType(one.type));
}

/** Join keys, stored features and request columns by name; other names with the reason why they are none of these. */
function scopeOf(
  one: OnDemandDefinition,
  group: FeatureGroupDefinition,
  resolver: Resolver,
): ExpressionScope {
  const keys = resolver.set.entities.get(group.entity)?.join_keys ?? [];
  const given = [...keys, ...one.request];
  const columns = new Map<string, ValueType | null>();
  const refused = new Map<string, string>();
  for (const { name, type, computation } of resolver.features(group.name)) {
    if (computation === "on_demand") refused.set(name, `${name} is computed on demand itself.`);
    else columns.set(name, parseValueType(type ?? ""));
  }
  for (const { name, type } of given) columns.set(name, parseValueType(type));
  const { event_time, created_time } = groupTimes(group, resolver);
  for (const name of [event_time, created_time]) {
    if (name !== null && !columns.has(name))
      refused.set(name, `${name} is a time of the group's rows; the time of a request is a request column.`);
  }
  return {
    columns,
    refused,
    keyColumns: new Set(given.map(({ name }) => name)),
    lookup: (name, feature) => lookupTarget(name, feature, resolver),
  };
}

function lookupTarget(name: string, featureName: string, resolver: Resolver): LookupTarget | null {
  const group = resolver.set.groups.get(name);
  if (!group) return null;
  const stored = resolver.features(name).filter(({ computation }) => computation !== "on_demand");
  const feature = stored.find((one) => one.name === featureName);
  if (!feature) {
    const names = stored.map((one) => one.name);
    const isOnDemand = group.on_demand.some((one) => one.name === featureName);
    const message = isOnDemand
      ? `${name}:${featureName} is computed on demand, and only stored features are looked up.`
      : `${name} has no feature ${featureName}.${didYouMean(featureName, names)}`;
    return { ok: false, message, expected: `one of ${names.join(", ")}` };
  }
  const keys = resolver.set.entities.get(group.entity)?.join_keys ?? [];
  return {
    ok: true,
    type: parseValueType(feature.type ?? ""),
    keys: keys.flatMap((key) => {
      const type = parseValueType(key.type);
      return type ? [{ name: key.name, type }] : [];
    }),
  };
}
