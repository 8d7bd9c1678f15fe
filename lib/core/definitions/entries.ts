import type { Lifecycle } from "../model/definitions";
import { computationOf, type FeatureGroupDefinition } from "../model/definitions";
import type { CatalogEntry } from "../search/entry";
import type { ResolvedFeature } from "./features";
import type { Resolver } from "./resolve";
import { objectKey } from "./set";

/** What the registry knows beside the definitions, needed to list them. */
export interface EntryFacts {
  /** Ids of entities, sources, groups and services by `objectKey`. */
  ids: ReadonlyMap<string, string>;
  /** Ids of features by group and name. */
  featureIds: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The version that each feature came with, by its id. */
  firstVersions: ReadonlyMap<string, number>;
  /** Ids of consumers by `service/consumer`. */
  consumerIds: ReadonlyMap<string, string>;
  versions: ReadonlyMap<string, { number: number; level: string }>;
  /** Lifecycle of groups and services by `objectKey`; retired entities and sources too. */
  lifecycles: ReadonlyMap<string, Lifecycle>;
}

export type DerivedEntry = Omit<CatalogEntry, "project" | "updatedAt">;

/**
 * One catalog entry for everything people look for in a project: entities, sources, groups, their features,
 * services and consumers. Objects without an id (not saved yet) are left out. Order: by kind, then as defined.
 */
export function catalogEntries(resolver: Resolver, facts: EntryFacts): DerivedEntry[] {
  return [
    ...entityEntries(resolver, facts),
    ...sourceEntries(resolver, facts),
    ...groupEntries(resolver, facts),
    ...serviceEntries(resolver, facts),
  ];
}

const BLANK = { entity: null, valueType: null, computation: null, online: null, lifecycle: null } as const;

function entityEntries({ set }: Resolver, { ids, lifecycles }: EntryFacts): DerivedEntry[] {
  const groups = [...set.groups.values()];
  return [...set.entities.values()].flatMap((entity) => {
    const id = ids.get(objectKey(entity));
    if (id === undefined) return [];
    const { name, description, tags } = entity;
    const facts = {
      join_keys: entity.join_keys.map((key) => `${key.name} ${key.type}`),
      groups: groups.filter((group) => group.entity === name).length,
      parent: entity.parent?.entity ?? null,
    };
    const lifecycle = lifecycles.get(objectKey(entity)) ?? null;
    return [
      {
        ...BLANK,
        id,
        kind: "entity" as const,
        name,
        qualified: name,
        description,
        tags,
        facts,
        lifecycle,
        owner: ownerOf(set, entity.owner),
      },
    ];
  });
}

function sourceEntries(resolver: Resolver, { ids, lifecycles }: EntryFacts): DerivedEntry[] {
  const { set } = resolver;
  return [...set.sources.values()].flatMap((source) => {
    const id = ids.get(objectKey(source));
    if (id === undefined) return [];
    const { name, description, tags } = source;
    const facts = {
      type: source.type,
      path: source.path,
      format: source.format,
      event_time: source.event_time,
      columns: resolver.columns(name)?.length ?? null,
      groups: [...set.groups.keys()].filter((group) => resolver.reads(group).includes(name)).length,
    };
    const lifecycle = lifecycles.get(objectKey(source)) ?? null;
    return [
      {
        ...BLANK,
        id,
        kind: "source" as const,
        name,
        qualified: name,
        description,
        tags,
        facts,
        lifecycle,
        owner: ownerOf(set, source.owner),
      },
    ];
  });
}

function groupEntries(resolver: Resolver, facts: EntryFacts): DerivedEntry[] {
  const { set } = resolver;
  return [...set.groups.values()].flatMap((group) => {
    const id = facts.ids.get(objectKey(group));
    if (id === undefined) return [];
    const features = resolver.features(group.name);
    const version = facts.versions.get(group.name);
    const shared = {
      entity: group.entity,
      owner: ownerOf(set, group.owner),
      online: group.online?.enabled ?? false,
      lifecycle: facts.lifecycles.get(objectKey(group)) ?? "active",
    };
    const entry: DerivedEntry = {
      ...shared,
      id,
      kind: "group",
      name: group.name,
      qualified: group.name,
      description: group.description,
      tags: group.tags,
      valueType: null,
      computation: computationOf(group),
      facts: {
        version: version?.number ?? null,
        level: version?.level ?? null,
        features: features.length,
        source: resolver.reads(group.name).join(", ") || null,
        ttl: group.ttl,
        consumers: consumersOf(resolver, group.name),
      },
    };
    const ids = facts.featureIds.get(group.name);
    return [
      entry,
      ...features.flatMap((feature) => {
        const featureId = ids?.get(feature.name);
        return featureId === undefined
          ? []
          : [featureEntry(featureId, feature, group, version?.number ?? null, shared)];
      }),
    ];
  });
}

function featureEntry(
  id: string,
  feature: ResolvedFeature,
  group: FeatureGroupDefinition,
  version: number | null,
  shared: Pick<DerivedEntry, "entity" | "owner" | "online" | "lifecycle">,
): DerivedEntry {
  return {
    ...shared,
    id,
    kind: "feature",
    name: feature.name,
    qualified: `${group.name}:${feature.name}`,
    description: feature.description,
    tags: feature.tags,
    valueType: feature.type,
    computation: feature.computation,
    facts: {
      group: group.name,
      version,
      unit: feature.unit,
      expression: feature.expression,
      interval: feature.interval,
    },
  };
}

function serviceEntries({ set }: Resolver, { ids, consumerIds, lifecycles }: EntryFacts): DerivedEntry[] {
  return [...set.services.values()].flatMap((service) => {
    const id = ids.get(objectKey(service));
    if (id === undefined) return [];
    const owner = ownerOf(set, service.owner);
    const lifecycle = lifecycles.get(objectKey(service)) ?? "active";
    const { name, description, tags } = service;
    const facts = {
      pins: service.features.length,
      groups: new Set(service.features.map((pin) => pin.group)).size,
      consumers: service.consumers.length,
    };
    const consumers = service.consumers.flatMap((consumer): DerivedEntry[] => {
      const consumerId = consumerIds.get(`${name}/${consumer.name}`);
      if (consumerId === undefined) return [];
      return [
        {
          ...BLANK,
          id: consumerId,
          kind: "consumer",
          name: consumer.name,
          qualified: `${name}/${consumer.name}`,
          description: null,
          tags: [],
          owner: consumer.owner ?? owner,
          lifecycle,
          facts: { service: name, type: consumer.type, uses: consumer.uses, reads: consumer.reads },
        },
      ];
    });
    return [
      {
        ...BLANK,
        id,
        kind: "service" as const,
        name,
        qualified: name,
        description,
        tags,
        owner,
        lifecycle,
        facts,
      },
      ...consumers,
    ];
  });
}

function consumersOf({ set }: Resolver, group: string): number {
  const services = [...set.services.values()].filter((service) =>
    service.features.some((pin) => pin.project === null && pin.group === group),
  );
  return services.reduce((sum, service) => sum + service.consumers.length, 0);
}

/** The team an object names, else the project's. */
export function ownerOf(set: Resolver["set"], owner: string | null): string | null {
  return owner ?? set.project?.owner ?? null;
}
