import type {
  AggregationDefinition,
  Definition,
  EntityDefinition,
  FeatureDefinition,
  FeatureGroupDefinition,
  FeatureServiceDefinition,
  ProjectDefinition,
  SourceDefinition,
  TeamDefinition,
} from "../model/definitions";
import { type Facts, NO_FACTS, type SelectFacts } from "./facts";
import { planChanges, plannedVersions } from "./plan";
import type { DefinitionProblem } from "./problem";
import { afterApply, NOTHING_REGISTERED, type Registered } from "./registered";
import { createResolver, type Resolver } from "./resolve";
import { definitionSet } from "./set";
import { validateDefinitions } from "./validate";

/** Documents with every key, so that a test says only what it is about. */
export const project = (over: Partial<ProjectDefinition> = {}): ProjectDefinition => ({
  kind: "project",
  name: "flights",
  description: "US flights",
  owner: "ops",
  compatibility: null,
  ...over,
});

export const team = (over: Partial<TeamDefinition> = {}): TeamDefinition => ({
  kind: "team",
  name: "ops",
  description: "Operations",
  members: null,
  ...over,
});

export const entity = (over: Partial<EntityDefinition> = {}): EntityDefinition => ({
  kind: "entity",
  name: "airport",
  description: "An airport",
  owner: null,
  tags: [],
  join_keys: [{ name: "origin", type: "string", description: null }],
  parent: null,
  silence: [],
  ...over,
});

export const source = (over: Partial<SourceDefinition> = {}): SourceDefinition => ({
  kind: "source",
  name: "flights_raw",
  description: "All flights",
  owner: null,
  tags: [],
  type: "file",
  path: "flights/*.parquet",
  query: null,
  format: "parquet",
  event_time: "departed_at",
  created_time: "known_at",
  valid_to: null,
  timezone: "UTC",
  columns: columns(
    "origin:string, departed_at:timestamp_ntz, known_at:timestamp_ntz, delay:int16, distance:int32, carrier:string",
  ),
  silence: [],
  ...over,
});

export const feature = (name: string, over: Partial<FeatureDefinition> = {}): FeatureDefinition => ({
  name,
  type: "int16",
  nullable: true,
  column: null,
  unit: null,
  description: `The ${name}`,
  tags: [],
  default: null,
  aliases: [],
  renamed_from: null,
  constraints: null,
  ...over,
});

export const group = (over: Partial<FeatureGroupDefinition> = {}): FeatureGroupDefinition => ({
  kind: "feature_group",
  name: "departures",
  entity: "airport",
  description: "Every departure",
  owner: null,
  tags: [],
  lifecycle: null,
  source: "flights_raw",
  transform: null,
  aggregations: null,
  second_order: null,
  event_time: null,
  created_time: null,
  tombstone: null,
  ttl: null,
  emit: null,
  features: over.transform || !(over.aggregations || over.second_order) ? [feature("delay")] : [],
  rules: [],
  on_demand: [],
  online: null,
  schedule: null,
  sla: null,
  compatibility: null,
  silence: [],
  ...over,
});

export const aggregation = (
  name: string,
  over: Partial<AggregationDefinition> = {},
): AggregationDefinition => ({
  name,
  fn: "mean",
  column: "delay",
  windows: ["24h"],
  where: null,
  bounds: "(]",
  empty: null,
  parameter: null,
  ...over,
});

export const service = (over: Partial<FeatureServiceDefinition> = {}): FeatureServiceDefinition => ({
  kind: "feature_service",
  name: "departure_delay",
  description: "For the delay model",
  owner: null,
  tags: [],
  lifecycle: null,
  features: [{ project: null, group: "departures", version: null, as: null, keys: null, features: null }],
  consumers: [],
  silence: [],
  ...over,
});

/** `a:int64, b:string` as columns. */
export function columns(text: string): { name: string; type: string }[] {
  return text.split(", ").map((part) => {
    const [name = "", type = ""] = part.split(":");
    return { name, type };
  });
}

/** Facts about SELECTs, by group: output columns as text; inputs are not known. */
export function selectFacts(selects: Record<string, Partial<SelectFacts> & { output: string }>): Facts {
  const entries = Object.entries(selects).map(([name, { output, ...facts }]): [string, SelectFacts] => [
    name,
    {
      tables: ["flights_raw"],
      columns: output === "" ? [] : columns(output),
      lineage: [],
      problems: [],
      ...facts,
    },
  ]);
  return { sources: new Map(), selects: new Map(entries) };
}

/** A small project that is right: departures of airports, hourly load over them, a rollup by state. */
export function flightsProject(): Definition[] {
  return [
    project(),
    team(),
    entity({ parent: { entity: "state", from: "profile:state" } }),
    entity({ name: "state", join_keys: [{ name: "state", type: "string", description: null }] }),
    source(),
    source({
      name: "airports",
      path: "airports.csv",
      format: "csv",
      event_time: "valid_from",
      created_time: null,
      columns: columns("origin:string, valid_from:date, state_code:string"),
    }),
    group({
      name: "profile",
      source: "airports",
      features: [feature("state", { type: "string", nullable: false, column: "state_code" })],
    }),
    group({ features: [feature("delay"), feature("distance", { type: "int64" })] }),
    group({
      name: "load",
      source: "departures",
      aggregations: [
        aggregation("departures_{window}", { fn: "count", column: null, windows: ["1h", "7d"] }),
        aggregation("mean_delay_{window}", { windows: ["24h", "7d"], where: "delay > -60" }),
      ],
    }),
    group({
      name: "region",
      source: null,
      second_order: [
        {
          name: "state_mean_delay_7d",
          feature: "load:mean_delay_7d",
          fn: "mean",
          by: "state",
          parameter: null,
        },
      ],
    }),
    service({
      features: [
        { project: null, group: "load", version: null, as: null, keys: null, features: ["mean_delay_7d"] },
        {
          project: null,
          group: "load",
          version: null,
          as: "destination",
          keys: { origin: "destination" },
          features: ["mean_delay_7d"],
        },
      ],
      consumers: [
        {
          name: "delay_model",
          type: "model",
          owner: "ops",
          uses: "serving",
          reads: "by_name",
          casts: false,
          imputes: [],
          unknown_bucket: false,
        },
      ],
    }),
  ];
}

/** The documents with these in the place of those of the same kind and name. */
export function replaced(documents: readonly Definition[], ...others: readonly Definition[]): Definition[] {
  return afterApply({ ...NOTHING_REGISTERED, documents }, others);
}

export function resolverOf(documents: readonly Definition[], facts: Facts = NO_FACTS): Resolver {
  return createResolver(definitionSet(documents), facts);
}

/** The problems of documents as `kind.name path: message → expected`. */
export function problemsOf(
  documents: readonly Definition[],
  facts: Facts = NO_FACTS,
  registered: Registered = NOTHING_REGISTERED,
): string[] {
  const resolver = resolverOf(documents, facts);
  const versions = { groups: plannedVersions(registered, resolver), foreign: registered.foreignGroups };
  return validateDefinitions(resolver, versions).map(describeProblem);
}

function describeProblem({ document, path, message, expected }: DefinitionProblem): string {
  return `${document.kind}.${document.name} ${path.join(".")}: ${message} → ${expected}`;
}

/** The registry after these documents were applied to it, each new feature with the id `<group>.<name>#<version>`. */
export function applied(
  documents: readonly Definition[],
  registered: Registered = NOTHING_REGISTERED,
  facts: Facts = NO_FACTS,
  prune = false,
): Registered {
  const resolver = resolverOf(afterApply(registered, documents), facts);
  const { changes } = planChanges({ registered, files: documents, resolver, prune });
  const next = {
    ...registered,
    documents: [...registered.documents],
    retired: new Set(registered.retired),
    groups: new Map(registered.groups),
    services: new Map(registered.services),
  };
  for (const change of changes) {
    const key = `${change.kind} ${change.name}`;
    next.documents = [
      ...next.documents.filter(({ kind, name }) => `${kind} ${name}` !== key),
      change.document,
    ];
    if (change.action === "retire") next.retired.add(key);
    else next.retired.delete(key);
    if (change.document.kind === "feature_service")
      next.services.set(change.name, change.document.lifecycle ?? next.services.get(change.name) ?? "active");
    if (change.document.kind !== "feature_group") continue;
    const before = registered.groups.get(change.name);
    const lifecycle = change.document.lifecycle ?? before?.lifecycle ?? "active";
    if (!change.published || change.version === null) {
      if (before) next.groups.set(change.name, { ...before, lifecycle });
      continue;
    }
    const { version, published } = change;
    const ids = published.diff?.features ?? [];
    const idOf = (name: string) => {
      const id = ids.find((row) => row.name === name && row.change !== "dropped")?.featureId;
      return id === undefined || id.startsWith("new:") ? `${change.name}.${name}#${version}` : id;
    };
    next.groups.set(change.name, {
      latest: version,
      lifecycle,
      versions: [
        ...(before?.versions ?? []),
        { number: version, features: published.features.flatMap(({ name, aliases }) => [name, ...aliases]) },
      ],
      features: published.features.map(({ name }) => ({ id: idOf(name), name })),
      droppedNames: [
        ...(before?.droppedNames ?? []),
        ...ids.filter((row) => row.change === "dropped").map((row) => row.name),
      ],
    });
  }
  return next;
}
