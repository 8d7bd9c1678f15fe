import { expressionNames } from "../expression/names";
import type {
  AggregationDefinition,
  ColumnDefinition,
  FeatureDefinition,
  FeatureGroupDefinition,
  OnDemandDefinition,
  SecondOrderDefinition,
} from "../model/definitions";
import { computationOf } from "../model/definitions";
import { canonicalDuration } from "../model/duration";
import { parseFeatureRef } from "../model/ref";
import { parseValueType } from "../model/value-type";
import { emptyValue, expandWindows, intervalText, resultType } from "./aggregations";
import { parentPath } from "./hierarchy";
import type { Resolver } from "./resolve";
import { type SplitSelect, splitSelect } from "./select";
import { canonicalSql, identifierName, sqlTokens } from "./sql";
import { readTimes } from "./times";

/** How one feature comes about. */
export type FeatureComputation = "source" | "transform" | "aggregation" | "second_order" | "on_demand";

/** A feature with everything that follows from the definitions around it. */
export interface ResolvedFeature extends Omit<FeatureDefinition, "type"> {
  /** Canonical text; `null` while a type it is derived from is not known. */
  type: string | null;
  computation: FeatureComputation;
  /** The computation as people read it: a column, an SQL expression, `mean(delay)`. */
  expression: string;
  /** Canonical text of the computation: two features with the same text over the same rows have the same values. */
  definition: string;
  /** Duration or `lifetime`; `null` without a window. */
  window: string | null;
  /** The window's literal interval, such as `(t − 7 d, t]`; `null` without a window. */
  interval: string | null;
  /** Columns of sources, or features of groups, that the values are made of. */
  inputs: { table: string; column: string }[];
  /** False when the inputs are a guess. */
  isLineageExact: boolean;
}

/**
 * Every feature of a group, in order: declared ones as written, derived ones in the order of their
 * aggregations and windows, on-demand ones last. `features` entries of derived groups add description, unit
 * and the like to the derived feature of the same name.
 */
export function featuresOf(group: FeatureGroupDefinition, resolver: Resolver): ResolvedFeature[] {
  const described = new Map(group.features.map((feature) => [feature.name, feature]));
  return [
    ...computedFeatures(group, resolver, described),
    ...group.on_demand.map((one) => onDemandFeature(one, group, resolver)),
  ];
}

function computedFeatures(
  group: FeatureGroupDefinition,
  resolver: Resolver,
  described: ReadonlyMap<string, FeatureDefinition>,
): ResolvedFeature[] {
  switch (computationOf(group)) {
    case "source":
      return group.features.map((feature) => sourceFeature(feature, group.source ?? ""));
    case "transform": {
      const split = splitSelect(group.transform ?? "");
      return group.features.map((feature) => transformFeature(feature, group, split, resolver));
    }
    case "aggregations":
      return (group.aggregations ?? []).flatMap((one) =>
        aggregationFeatures(one, group, resolver, described),
      );
    case "second_order":
      return (group.second_order ?? []).map((one) => secondOrderFeature(one, resolver, described));
  }
}

function sourceFeature(feature: FeatureDefinition, source: string): ResolvedFeature {
  const column = feature.column ?? feature.name;
  return {
    ...feature,
    computation: "source",
    expression: column,
    definition: `column ${JSON.stringify(column)}`,
    window: null,
    interval: null,
    inputs: [{ table: source, column }],
    isLineageExact: true,
  };
}

function transformFeature(
  feature: FeatureDefinition,
  group: FeatureGroupDefinition,
  split: SplitSelect | null,
  resolver: Resolver,
): ResolvedFeature {
  const column = feature.column ?? feature.name;
  const item = split?.items.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  const lineage = resolver.facts.selects
    .get(group.name)
    ?.lineage.find(({ output }) => output.toLowerCase() === column.toLowerCase());
  return {
    ...feature,
    computation: "transform",
    expression: item?.text ?? column,
    definition: item ? `select ${item.definition}` : `output ${JSON.stringify(column)}`,
    window: null,
    interval: null,
    inputs:
      lineage?.inputs.map(({ table, column: input }) => ({ table: table.toLowerCase(), column: input })) ??
      mentionedColumns(item?.names ?? [], resolver.reads(group.name), resolver),
    isLineageExact: lineage?.exact ?? false,
  };
}

function aggregationFeatures(
  aggregation: AggregationDefinition,
  group: FeatureGroupDefinition,
  resolver: Resolver,
  described: ReadonlyMap<string, FeatureDefinition>,
): ResolvedFeature[] {
  const source = group.source ?? "";
  const { fn, column, where, bounds, parameter } = aggregation;
  const input = column === null ? null : resolver.column(source, column);
  const type = resultType(fn, input ? parseValueType(input.type) : null);
  const call = `${fn}(${[column, parameter].filter((part) => part !== null).join(", ")})`;
  const empty = emptyValue(aggregation);
  const filterColumns = where === null ? [] : mentionedColumns(namesIn(where), [source], resolver);
  const time = column === null ? readTimes(group, resolver).event_time : column;
  const inputs = uniqueInputs([
    ...(time === null ? [] : [{ table: source, column: time }]),
    ...filterColumns,
  ]);
  return expandWindows(aggregation).map(({ name, window }) => ({
    ...(described.get(name) ?? plainFeature(name)),
    type,
    nullable: empty === null,
    computation: "aggregation",
    expression: where === null ? call : `${call} where ${where}`,
    definition: JSON.stringify([
      call,
      canonicalDuration(window),
      bounds,
      where === null ? null : canonicalSql(where),
      empty,
    ]),
    window,
    interval: intervalText(window, bounds),
    inputs,
    isLineageExact: where === null || filterColumns.length > 0,
  }));
}

function secondOrderFeature(
  rollup: SecondOrderDefinition,
  resolver: Resolver,
  described: ReadonlyMap<string, FeatureDefinition>,
): ResolvedFeature {
  const ref = parseFeatureRef(rollup.feature);
  const { set } = resolver;
  const member = ref?.feature
    ? resolver.features(ref.group).find(({ name }) => name === ref.feature)
    : undefined;
  const memberEntity = set.groups.get(ref?.group ?? "")?.entity;
  const path = memberEntity === undefined ? null : parentPath(memberEntity, rollup.by, set);
  const parents = (path ?? []).map((step) => parseFeatureRef(step.from)).filter((from) => from !== null);
  const call = `${rollup.fn}(${[rollup.feature, rollup.parameter].filter((part) => part !== null).join(", ")})`;
  return {
    ...(described.get(rollup.name) ?? plainFeature(rollup.name)),
    type: resultType(rollup.fn, member?.type ? parseValueType(member.type) : null),
    nullable: emptyValue({ fn: rollup.fn, empty: null }) === null,
    computation: "second_order",
    expression: `${call} by ${rollup.by}`,
    definition: JSON.stringify([call, rollup.by, (path ?? []).map((step) => [step.parent, step.from])]),
    window: null,
    interval: null,
    inputs: uniqueInputs(
      [ref, ...parents].flatMap((one) => (one?.feature ? [{ table: one.group, column: one.feature }] : [])),
    ),
    isLineageExact: true,
  };
}

function onDemandFeature(
  one: OnDemandDefinition,
  group: FeatureGroupDefinition,
  resolver: Resolver,
): ResolvedFeature {
  const names = expressionNames(one.expression);
  const keys = (resolver.set.entities.get(group.entity)?.join_keys ?? []).map(({ name }) => name);
  const own = new Set([...keys, ...group.features.map(({ name }) => name), ...derivedNames(group)]);
  const columns = (names?.columns ?? []).filter((column) => own.has(column));
  return {
    ...plainFeature(one.name),
    type: one.type,
    description: one.description,
    computation: "on_demand",
    expression: one.expression,
    definition: JSON.stringify([
      canonicalSql(one.expression),
      one.request.map(({ name, type }) => [name, type]),
    ]),
    window: null,
    interval: null,
    inputs: uniqueInputs([
      ...columns.map((column) => ({ table: group.name, column })),
      ...(names?.lookups ?? []).map((lookup) => ({ table: lookup.group, column: lookup.feature })),
    ]),
    isLineageExact: names !== null,
  };
}

/** The names of derived features, in order; [] for groups whose features are declared. */
export function derivedNames(group: Pick<FeatureGroupDefinition, "aggregations" | "second_order">): string[] {
  return [
    ...(group.aggregations ?? []).flatMap((one) => expandWindows(one).map(({ name }) => name)),
    ...(group.second_order ?? []).map(({ name }) => name),
  ];
}

function plainFeature(name: string): FeatureDefinition {
  return {
    name,
    type: null,
    nullable: true,
    column: null,
    unit: null,
    description: null,
    tags: [],
    default: null,
    aliases: [],
    renamed_from: null,
    constraints: null,
  };
}

function namesIn(expression: string): string[] {
  return sqlTokens(expression)
    .map(identifierName)
    .filter((name) => name !== null);
}

/** Columns of the tables that an expression mentions by name. */
function mentionedColumns(
  names: readonly string[],
  tables: readonly string[],
  resolver: Resolver,
): { table: string; column: string }[] {
  const found: { table: string; column: string }[] = [];
  for (const table of tables) {
    for (const name of names) {
      const column: ColumnDefinition | null = resolver.column(table, name);
      if (column) found.push({ table, column: column.name });
    }
  }
  return uniqueInputs(found);
}

function uniqueInputs(
  inputs: readonly { table: string; column: string }[],
): { table: string; column: string }[] {
  const seen = new Set<string>();
  return inputs.filter(({ table, column }) => {
    const key = `${table}\n${column}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
