import type {
  AggregationDefinition,
  FeatureGroupDefinition,
  SecondOrderDefinition,
} from "../model/definitions";
import { parseFeatureRef } from "../model/ref";
import { scalarProblem } from "../model/scalar";
import { parseValueType } from "../model/value-type";
import { AGGREGATION_RULES, resultType, takesType } from "./aggregations";
import { ancestorsOf, parentPath } from "./hierarchy";
import type { Report } from "./problem";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";
import { areTimesKnown, readTimes } from "./times";

const PARAMETER_COUNT_MAX = 1000;

/** Windows over the rows of a source or group. */
export function checkAggregations(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  const source = group.source ?? "";
  if (areTimesKnown(source, resolver) && readTimes(group, resolver).event_time === null) {
    report(
      ["source"],
      `${source} has no event time, and windows are intervals of it.`,
      "a source or group with an event time",
    );
  }
  for (const [index, aggregation] of (group.aggregations ?? []).entries()) {
    const at = (path: string, message: string, expected: string) =>
      report(["aggregations", index, path], message, expected);
    if (aggregation.windows.length > 1 && !aggregation.name.includes("{window}")) {
      at(
        "name",
        `${aggregation.windows.length} windows would give one name.`,
        `a name with {window}, such as ${aggregation.name}_{window}`,
      );
    }
    checkParameter(aggregation, (message, expected) => at("parameter", message, expected));
    checkAggregatedColumn(aggregation, source, resolver, at);
  }
}

function checkAggregatedColumn(
  aggregation: AggregationDefinition,
  source: string,
  resolver: Resolver,
  at: (path: string, message: string, expected: string) => void,
) {
  const { fn, column, empty } = aggregation;
  const rule = AGGREGATION_RULES[fn];
  if (rule.column === "required" && column === null)
    return at("column", `${fn} needs a column.`, `column: what ${fn} is taken of`);
  if (rule.column === "forbidden" && column !== null)
    return at("column", `${fn} looks at rows, not at a column.`, "no column; where chooses the rows");
  const columns = column === null ? null : resolver.columns(source);
  const found = column === null ? null : resolver.column(source, column);
  if (columns !== null && column !== null && !found) {
    const names = columns.map(({ name }) => name);
    return at(
      "column",
      `${source} has no column ${column}.${didYouMean(column, names)}`,
      `one of ${names.join(", ")}`,
    );
  }
  const input = found ? parseValueType(found.type) : null;
  if (input && found && !takesType(rule, input))
    return at(
      "column",
      `${fn} does not take values of type ${found.type}.`,
      `a column with ${rule.takes} values`,
    );
  const result = parseValueType(resultType(fn, input) ?? "");
  const problem = result ? scalarProblem(empty, result) : null;
  if (problem !== null) at("empty", `${JSON.stringify(empty)} is not a value of the result.`, problem);
}

function checkParameter(
  { fn, parameter }: Pick<AggregationDefinition, "fn" | "parameter">,
  report: (message: string, expected: string) => void,
) {
  const rule = AGGREGATION_RULES[fn];
  if (rule.parameter === "none") {
    if (parameter !== null) report(`${fn} takes no parameter.`, "no parameter");
    return;
  }
  const isFraction = rule.parameter === "fraction";
  const expected = isFraction ? "a number from 0 to 1" : `a whole number from 1 to ${PARAMETER_COUNT_MAX}`;
  if (parameter === null) return report(`${fn} needs a parameter.`, `parameter: ${expected}`);
  const fits = isFraction
    ? parameter >= 0 && parameter <= 1
    : Number.isInteger(parameter) && parameter >= 1 && parameter <= PARAMETER_COUNT_MAX;
  if (!fits) report(`${parameter} does not fit ${fn}.`, expected);
}

/** Rollups of another group's features over the members of an ancestor. */
export function checkSecondOrder(group: FeatureGroupDefinition, resolver: Resolver, report: Report) {
  for (const [index, rollup] of (group.second_order ?? []).entries()) {
    const at = (path: string, message: string, expected: string) =>
      report(["second_order", index, path], message, expected);
    if (!AGGREGATION_RULES[rollup.fn].overMembers) {
      at(
        "fn",
        `Members have no order in time, which ${rollup.fn} needs.`,
        `one of ${overMembers().join(", ")}`,
      );
    }
    checkParameter(rollup, (message, expected) => at("parameter", message, expected));
    checkMembers(group, rollup, resolver, at);
  }
}

function overMembers(): string[] {
  return Object.entries(AGGREGATION_RULES)
    .filter(([, rule]) => rule.overMembers)
    .map(([fn]) => fn);
}

function checkMembers(
  group: FeatureGroupDefinition,
  rollup: SecondOrderDefinition,
  resolver: Resolver,
  at: (path: string, message: string, expected: string) => void,
) {
  const { set } = resolver;
  const ref = parseFeatureRef(rollup.feature);
  const members = set.groups.get(ref?.group ?? "");
  if (!ref || !members) return;
  const features = resolver.features(members.name).filter(({ computation }) => computation !== "on_demand");
  const feature = features.find(({ name }) => name === ref.feature);
  if (!feature) {
    const names = features.map(({ name }) => name);
    at(
      "feature",
      `${members.name} has no feature ${ref.feature}.${didYouMean(ref.feature ?? "", names)}`,
      `one of ${names.join(", ")}`,
    );
  }
  const type = parseValueType(feature?.type ?? "");
  const rule = AGGREGATION_RULES[rollup.fn];
  if (type && !takesType(rule, type))
    at(
      "feature",
      `${rollup.fn} does not take values of type ${feature?.type}.`,
      `a feature with ${rule.takes} values`,
    );
  if (!set.entities.has(rollup.by) || !set.entities.has(members.entity)) return;
  const isAncestor = rollup.by !== members.entity && parentPath(members.entity, rollup.by, set) !== null;
  if (!isAncestor) {
    const ancestors = ancestorsOf(members.entity, set);
    const expected =
      ancestors.length > 0
        ? `one of ${ancestors.join(", ")}`
        : `a parent, declared at the entity ${members.entity}`;
    at("by", `${rollup.by} is not above ${members.entity}, which ${members.name} describes.`, expected);
  } else if (parentPath(group.entity, rollup.by, set) === null) {
    at(
      "by",
      `Nothing leads from ${group.entity}, which this group describes, up to ${rollup.by}.`,
      `${group.entity} itself or one of its ancestors`,
    );
  }
}
