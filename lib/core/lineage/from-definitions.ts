import type { Resolver } from "../definitions/resolve";
import type { FeatureGroupDefinition, FeatureServiceDefinition } from "../model/definitions";
import { parseFeatureRef } from "../model/ref";
import {
  type LineageEdge,
  type LineageGraph,
  type LineageKind,
  type LineageNode,
  lineageGraph,
} from "./graph";

/**
 * The lineage of a project. Objects: sources → groups → groups → services → consumers, entities beside the groups
 * they describe and above each other. Features: source columns → features → features → services that pin them.
 * Linear in the number of features and references.
 */
export function lineageOf(resolver: Resolver): LineageGraph {
  const { set } = resolver;
  const nodes: LineageNode[] = [];
  const edges: LineageEdge[] = [];
  for (const entity of set.entities.values()) {
    nodes.push(node("entity", entity.name));
    const { parent } = entity;
    if (!parent) continue;
    edges.push(
      edge("object", lineageId("entity", parent.entity), lineageId("entity", entity.name), "parent"),
    );
    const from = parseFeatureRef(parent.from);
    if (from)
      edges.push(edge("object", lineageId("group", from.group), lineageId("entity", entity.name), "parent"));
  }
  for (const source of set.sources.values()) {
    nodes.push(node("source", source.name));
    for (const { name } of resolver.columns(source.name) ?? []) nodes.push(node("column", name, source.name));
    for (const table of resolver.reads(source.name))
      edges.push(edge("object", tableId(table, resolver), lineageId("source", source.name), "reads"));
  }
  for (const group of set.groups.values()) addGroup(group, resolver, nodes, edges);
  for (const service of set.services.values()) addService(service, resolver, nodes, edges);
  return lineageGraph(nodes, edges);
}

/** The id of a node: of an object by its name, of a part by the names of its object and its own. */
export function lineageId(kind: LineageKind, name: string, parent: string | null = null): string {
  return parent === null ? `${kind}:${name}` : `${kind}:${parent}:${name}`;
}

function addGroup(
  group: FeatureGroupDefinition,
  resolver: Resolver,
  nodes: LineageNode[],
  edges: LineageEdge[],
) {
  const id = lineageId("group", group.name);
  nodes.push(node("group", group.name));
  edges.push(edge("object", lineageId("entity", group.entity), id, "describes"));
  const reads = resolver.reads(group.name);
  for (const table of reads) edges.push(edge("object", tableId(table, resolver), id, "reads"));
  for (const other of resolver.lookups(group.name))
    if (!reads.includes(other)) edges.push(edge("object", lineageId("group", other), id, "reads"));
  for (const feature of resolver.features(group.name)) {
    nodes.push(node("feature", feature.name, group.name));
    const to = lineageId("feature", feature.name, group.name);
    const seen = new Set<string>();
    for (const { table, column } of feature.inputs) {
      for (const from of inputIds(table, column, resolver)) {
        if (seen.has(from)) continue;
        seen.add(from);
        edges.push(edge("feature", from, to, "reads", feature.isLineageExact));
      }
    }
  }
}

function addService(
  service: FeatureServiceDefinition,
  resolver: Resolver,
  nodes: LineageNode[],
  edges: LineageEdge[],
) {
  const id = lineageId("service", service.name);
  nodes.push(node("service", service.name));
  const seen = new Set<string>();
  const addOnce = (one: LineageEdge) => {
    const key = `${one.level} ${one.from} ${one.version}`;
    if (!seen.has(key)) edges.push(one);
    seen.add(key);
  };
  for (const { project, group, version, features } of service.features) {
    if (project !== null) continue;
    addOnce({ ...edge("object", lineageId("group", group), id, "pins"), version });
    const names = features ?? resolver.features(group).map(({ name }) => name);
    for (const name of names)
      addOnce({ ...edge("feature", lineageId("feature", name, group), id, "pins"), version });
  }
  for (const consumer of service.consumers) {
    nodes.push(node("consumer", consumer.name, service.name));
    const to = lineageId("consumer", consumer.name, service.name);
    edges.push(edge("object", id, to, "consumes"), edge("feature", id, to, "consumes"));
  }
}

function node(kind: LineageKind, name: string, parent: string | null = null): LineageNode {
  return { id: lineageId(kind, name, parent), kind, name, parent };
}

function edge(
  level: LineageEdge["level"],
  from: string,
  to: string,
  relation: LineageEdge["relation"],
  exact = true,
): LineageEdge {
  return { level, from, to, relation, version: null, exact };
}

function tableId(table: string, { set }: Resolver): string {
  return set.sources.has(table) ? lineageId("source", table) : lineageId("group", table);
}

/**
 * Where an input of a feature stands in the graph: a column of a source, by its own spelling, or a feature of a
 * group. Keys and times of a group are no features; those lead on to the columns that they come from.
 */
function inputIds(table: string, column: string, resolver: Resolver): string[] {
  const { set, facts } = resolver;
  if (set.sources.has(table))
    return [lineageId("column", resolver.column(table, column)?.name ?? column, table)];
  const group = set.groups.get(table);
  if (!group) return [];
  if (resolver.features(table).some(({ name }) => name === column))
    return [lineageId("feature", column, table)];
  if (group.transform === null)
    return group.source === null || group.aggregations !== null
      ? []
      : inputIds(group.source, column, resolver);
  const lineage = facts.selects
    .get(table)
    ?.lineage.find(({ output }) => output.toLowerCase() === column.toLowerCase());
  return (lineage?.inputs ?? []).flatMap((input) => inputIds(input.table, input.column, resolver));
}
