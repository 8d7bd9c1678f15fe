import "server-only";
import type { EntryFacts } from "@/lib/core/definitions/entries";
import type { Resolver } from "@/lib/core/definitions/resolve";
import { objectKey } from "@/lib/core/definitions/set";
import { lineageOf } from "@/lib/core/lineage/from-definitions";
import type { LineageNode } from "@/lib/core/lineage/graph";
import type { Kind } from "@/lib/core/model/definitions";
import type { StoredEdge } from "@/lib/store/lineage";

/**
 * What is made from what, with the ids of the registry. Entities describe groups and are not made into them, so they
 * stay out; so do ends that are not registered.
 */
export function edgesOf(resolver: Resolver, facts: EntryFacts): StoredEdge[] {
  const graph = lineageOf(resolver);
  const ends = new Map(
    [...graph.nodes.values()].map((node) => [node.id, { kind: node.kind, id: registeredId(node, facts) }]),
  );
  const edges = new Map<string, StoredEdge>();
  for (const { level, from, to, relation, version, exact } of graph.edges) {
    const [source, target] = [ends.get(from), ends.get(to)];
    if (relation === "describes" || relation === "parent" || !source?.id || !target?.id) continue;
    // A service pinned to an older version does not read the features that came later.
    if (version !== null && (facts.firstVersions.get(source.id) ?? 0) > version) continue;
    const edge: StoredEdge = {
      level: level === "object" ? "group" : "feature",
      fromKind: source.kind,
      fromId: source.id,
      toKind: target.kind,
      toId: target.id,
      details: { version, exact },
    };
    edges.set(`${edge.level} ${edge.fromId} ${edge.toId}`, edge);
  }
  return [...edges.values()];
}

const KINDS: Partial<Record<LineageNode["kind"], Kind>> = {
  source: "source",
  group: "feature_group",
  service: "feature_service",
};

/** A column of a source goes by `<source id>/<column>`. */
function registeredId({ kind, name, parent }: LineageNode, facts: EntryFacts): string | undefined {
  if (kind === "feature") return facts.featureIds.get(parent ?? "")?.get(name);
  if (kind === "consumer") return facts.consumerIds.get(`${parent}/${name}`);
  if (kind === "column") {
    const source = facts.ids.get(objectKey({ kind: "source", name: parent ?? "" }));
    return source && `${source}/${name}`;
  }
  const documentKind = KINDS[kind];
  return documentKind && facts.ids.get(objectKey({ kind: documentKind, name }));
}
