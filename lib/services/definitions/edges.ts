import "server-only";
import type { EntryFacts } from "@/lib/core/definitions/entries";
import type { Resolver } from "@/lib/core/definitions/resolve";
import { objectKey } from "@/lib/core/definitions/set";
import type { FeatureServiceDefinition } from "@/lib/core/model/definitions";
import type { StoredEdge } from "@/lib/store/lineage";

/** What is made from what, with the ids of the registry. Ends that are not registered are left out. */
export function edgesOf(resolver: Resolver, facts: EntryFacts): StoredEdge[] {
  const edges = new Map<string, StoredEdge>();
  const add = (
    edge: Omit<StoredEdge, "fromId" | "toId"> & { fromId: string | undefined; toId: string | undefined },
  ) => {
    const { fromId, toId } = edge;
    if (fromId !== undefined && toId !== undefined) {
      edges.set(`${edge.level} ${fromId} ${toId}`, { ...edge, fromId, toId });
    }
  };
  for (const group of resolver.set.groups.keys()) addGroupEdges(group, resolver, facts, add);
  for (const service of resolver.set.services.values()) addServiceEdges(service, resolver, facts, add);
  return [...edges.values()];
}

type Add = (
  edge: Omit<StoredEdge, "fromId" | "toId"> & { fromId: string | undefined; toId: string | undefined },
) => void;

function addGroupEdges(group: string, resolver: Resolver, facts: EntryFacts, add: Add) {
  const toId = facts.ids.get(objectKey({ kind: "feature_group", name: group }));
  for (const table of resolver.reads(group)) {
    const isSource = resolver.set.sources.has(table);
    const fromId = facts.ids.get(objectKey({ kind: isSource ? "source" : "feature_group", name: table }));
    add({
      level: "group",
      fromKind: isSource ? "source" : "group",
      fromId,
      toKind: "group",
      toId,
      details: {},
    });
  }
  for (const feature of resolver.features(group)) {
    const featureId = facts.featureIds.get(group)?.get(feature.name);
    for (const { table, column } of feature.inputs) {
      const sourceId = facts.ids.get(objectKey({ kind: "source", name: table }));
      const fromId =
        sourceId === undefined ? facts.featureIds.get(table)?.get(column) : `${sourceId}/${column}`;
      add({
        level: "feature",
        fromKind: sourceId === undefined ? "feature" : "column",
        fromId,
        toKind: "feature",
        toId: featureId,
        details: { exact: feature.isLineageExact },
      });
    }
  }
}

function addServiceEdges(service: FeatureServiceDefinition, resolver: Resolver, facts: EntryFacts, add: Add) {
  const serviceId = facts.ids.get(objectKey(service));
  for (const pin of service.features) {
    if (pin.project !== null) continue;
    const groupId = facts.ids.get(objectKey({ kind: "feature_group", name: pin.group }));
    const details = { version: pin.version };
    add({ level: "group", fromKind: "group", fromId: groupId, toKind: "service", toId: serviceId, details });
    const features = pin.features ?? resolver.features(pin.group).map((feature) => feature.name);
    for (const name of features) {
      const fromId = facts.featureIds.get(pin.group)?.get(name);
      add({ level: "feature", fromKind: "feature", fromId, toKind: "service", toId: serviceId, details });
    }
  }
  for (const consumer of service.consumers) {
    const toId = facts.consumerIds.get(`${service.name}/${consumer.name}`);
    for (const level of ["group", "feature"] as const) {
      add({
        level,
        fromKind: "service",
        fromId: serviceId,
        toKind: "consumer",
        toId,
        details: { uses: consumer.uses },
      });
    }
  }
}
