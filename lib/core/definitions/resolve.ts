import { expressionNames } from "../expression/names";
import type { ColumnDefinition, FeatureGroupDefinition, SourceDefinition } from "../model/definitions";
import type { Facts, SelectFacts } from "./facts";
import { featuresOf, type ResolvedFeature } from "./features";
import { tablesRead } from "./select";
import type { DefinitionSet } from "./set";
import { groupTimes, NO_TIMES, type TimeColumns } from "./times";

/**
 * Answers what follows from a set of definitions and the engine's facts: columns, features, times, who reads
 * whom. Answers are remembered, so that asking about every object costs linear time. Pure: the same set and
 * facts give the same answers. Unknown and cyclic parts answer `null` or an empty list.
 */
export interface Resolver {
  readonly set: DefinitionSet;
  readonly facts: Facts;
  /** Columns of a source or group, as a SELECT over it sees them; `null` = not known. */
  columns(table: string): ColumnDefinition[] | null;
  /** All features of a group in order, on-demand ones last; [] for an unknown group. */
  features(group: string): ResolvedFeature[];
  /** A feature of a group by its exact name; `null` = unknown. */
  feature(group: string, name: string): ResolvedFeature | null;
  /** The column of a table by name, without regard to case, as in SQL; `null` = unknown. */
  column(table: string, name: string): ColumnDefinition | null;
  times(table: string): TimeColumns;
  /** Sources and groups whose rows an object reads, in order of mention. Names that do not exist are included. */
  reads(table: string): string[];
  /** Other groups whose features the on-demand features of a group look up. Names that do not exist are included. */
  lookups(group: string): string[];
}

/** @returns a resolver over this set; it works out each answer when it is first asked for. */
export function createResolver(set: DefinitionSet, facts: Facts): Resolver {
  const columnsOf = remembering<ColumnDefinition[] | null>(null, (table) => {
    const source = set.sources.get(table);
    if (source) return sourceColumns(source, facts);
    const group = set.groups.get(table);
    return group ? groupColumns(group, resolver) : null;
  });
  const featureList = remembering<ResolvedFeature[]>([], (name) => {
    const group = set.groups.get(name);
    return group ? featuresOf(group, resolver) : [];
  });
  const timesOf = remembering<TimeColumns>(NO_TIMES, (table) => {
    const source = set.sources.get(table);
    if (source)
      return { event_time: source.event_time, created_time: source.created_time, timezone: source.timezone };
    const group = set.groups.get(table);
    return group ? groupTimes(group, resolver) : NO_TIMES;
  });
  // SQL does not mind the case of a table's name; names of objects are lower case.
  const readsOf = remembering<string[]>([], (table) => [
    ...new Set(readsOfTable(table, set, facts).map((name) => name.toLowerCase())),
  ]);
  const lookupsOf = remembering<string[]>([], (name) => {
    const lookups = (set.groups.get(name)?.on_demand ?? []).flatMap(
      (one) => expressionNames(one.expression)?.lookups ?? [],
    );
    return [...new Set(lookups.map((lookup) => lookup.group))].filter((group) => group !== name);
  });
  const featuresByName = remembering(new Map<string, ResolvedFeature>(), (group) => {
    return new Map(featureList(group).map((feature) => [feature.name, feature]));
  });
  const byName = remembering(new Map<string, ColumnDefinition>(), (table) => {
    return new Map((columnsOf(table) ?? []).map((column) => [column.name.toLowerCase(), column]));
  });
  const resolver: Resolver = {
    set,
    facts,
    columns: columnsOf,
    features: featureList,
    feature: (group, name) => featuresByName(group).get(name) ?? null,
    times: timesOf,
    reads: readsOf,
    lookups: lookupsOf,
    column: (table, name) => byName(table).get(name.toLowerCase()) ?? null,
  };
  return resolver;
}

/** A question may lead to so many others before it is given up: chains this long are refused by validation. */
const QUESTION_DEPTH_MAX = 2000;

/** Remembers answers by name; a question that leads back to itself gets the fallback. */
function remembering<T>(fallback: T, answer: (name: string) => T): (name: string) => T {
  const known = new Map<string, { value: T }>();
  let depth = 0;
  return (name) => {
    const before = known.get(name);
    if (before) return before.value;
    if (depth >= QUESTION_DEPTH_MAX) return fallback;
    const entry = { value: fallback };
    known.set(name, entry);
    depth++;
    entry.value = answer(name);
    depth--;
    return entry.value;
  };
}

function sourceColumns(source: SourceDefinition, facts: Facts): ColumnDefinition[] | null {
  const known =
    source.type === "query"
      ? knownColumns(facts.selects.get(source.name))
      : facts.sources.get(source.name)?.columns;
  const columns = source.columns ?? known ?? null;
  if (source.timezone === null) return columns;
  // With a declared zone, the engine hands the time columns on as instants.
  const times = [source.event_time, source.created_time, source.valid_to];
  return (
    columns?.map((column) =>
      times.includes(column.name) && isNaive(column) ? { ...column, type: "timestamp" } : column,
    ) ?? null
  );
}

function isNaive({ type }: ColumnDefinition): boolean {
  return type === "timestamp_ntz" || type === "date";
}

function knownColumns(select: SelectFacts | undefined): ColumnDefinition[] | null {
  return select && select.columns.length > 0 ? select.columns : null;
}

function groupColumns(group: FeatureGroupDefinition, resolver: Resolver): ColumnDefinition[] | null {
  const entity = resolver.set.entities.get(group.entity);
  const features = resolver.features(group.name).filter(({ computation }) => computation !== "on_demand");
  if (!entity || features.some(({ type }) => type === null)) return null;
  const { event_time, created_time } = resolver.times(group.name);
  const times = [event_time, created_time].filter((name) => name !== null);
  return [
    ...entity.join_keys.map(({ name, type }) => ({ name, type })),
    ...times.map((name) => ({ name, type: "timestamp" })),
    ...features.map(({ name, type }) => ({ name, type: type ?? "" })),
  ];
}

function readsOfTable(table: string, set: DefinitionSet, facts: Facts): string[] {
  const source = set.sources.get(table);
  if (source)
    return source.query === null ? [] : (facts.selects.get(table)?.tables ?? tablesRead(source.query));
  const group = set.groups.get(table);
  if (!group) return [];
  if (group.transform !== null) return facts.selects.get(table)?.tables ?? tablesRead(group.transform);
  if (group.source !== null) return [group.source];
  const groups = (group.second_order ?? []).map(({ feature }) => feature.split(/[@:]/, 1)[0] ?? "");
  return [...new Set(groups)];
}
