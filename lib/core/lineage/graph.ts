/** What a node of the lineage graph stands for. */
export type LineageKind = "entity" | "source" | "column" | "group" | "feature" | "service" | "consumer";

/** One node. The id is unique in the graph: `group:airport_load`, `feature:airport_load:mean_delay_7d`. */
export interface LineageNode {
  id: string;
  kind: LineageKind;
  /** Its own name. */
  name: string;
  /** The object it is part of: the source of a column, the group of a feature, the service of a consumer. */
  parent: string | null;
}

/** `object`: whole objects read each other. `feature`: columns and features do. */
export type LineageLevel = "object" | "feature";

/** Data or meaning flows `from` → `to`. */
export interface LineageEdge {
  level: LineageLevel;
  from: string;
  to: string;
  /** reads: rows · describes: an entity gives the keys · parent: names the next entity · pins · consumes. */
  relation: "reads" | "describes" | "parent" | "pins" | "consumes";
  /** The pinned version; `null` when the reference follows the latest, or is none. */
  version: number | null;
  /** False when the edge is a guess from names in an expression. */
  exact: boolean;
}

/** A graph that answers about the neighbours of a node without a search. */
export interface LineageGraph {
  nodes: ReadonlyMap<string, LineageNode>;
  edges: readonly LineageEdge[];
  /** Edges by the id they start from, and by the id they end at. */
  outgoing: ReadonlyMap<string, readonly LineageEdge[]>;
  incoming: ReadonlyMap<string, readonly LineageEdge[]>;
}

/** @returns the graph of these nodes and edges; edges with an unknown end are left out. Linear time. */
export function lineageGraph(nodes: Iterable<LineageNode>, edges: Iterable<LineageEdge>): LineageGraph {
  const byId = new Map<string, LineageNode>();
  for (const node of nodes) byId.set(node.id, node);
  const known: LineageEdge[] = [];
  const outgoing = new Map<string, LineageEdge[]>();
  const incoming = new Map<string, LineageEdge[]>();
  for (const edge of edges) {
    if (!byId.has(edge.from) || !byId.has(edge.to)) continue;
    known.push(edge);
    listAt(outgoing, edge.from).push(edge);
    listAt(incoming, edge.to).push(edge);
  }
  return { nodes: byId, edges: known, outgoing, incoming };
}

/** How far to look around a node. */
export interface NeighbourQuery {
  level: LineageLevel;
  /** Steps against the direction of the data. */
  hopsUp: number;
  /** Steps with it. */
  hopsDown: number;
}

/** The part of a graph around a node. */
export interface LineageView {
  /** In the order of their distance; the node itself comes first. */
  nodes: LineageNode[];
  /** Edges between these nodes. */
  edges: LineageEdge[];
  /** For nodes with neighbours that the view leaves out: how many, up and down. */
  hidden: Map<string, { up: number; down: number }>;
}

/**
 * Everything within some steps up and down from a node; steps never turn around. One set answers for the
 * picture, the table and the counts.
 *
 * @returns an empty view for an unknown node.
 */
export function neighbours(graph: LineageGraph, id: string, query: NeighbourQuery): LineageView {
  const { level, hopsUp, hopsDown } = query;
  if (!graph.nodes.has(id)) return { nodes: [], edges: [], hidden: new Map() };
  const seen = new Set([
    id,
    ...reach(graph, id, level, "up", hopsUp),
    ...reach(graph, id, level, "down", hopsDown),
  ]);
  const nodes = [...seen].flatMap((one) => graph.nodes.get(one) ?? []);
  const hidden = new Map<string, { up: number; down: number }>();
  const edges: LineageEdge[] = [];
  for (const { id: one } of nodes) {
    let [up, down] = [0, 0];
    for (const edge of atLevel(graph.incoming.get(one), level)) if (!seen.has(edge.from)) up++;
    for (const edge of atLevel(graph.outgoing.get(one), level)) {
      if (seen.has(edge.to)) edges.push(edge);
      else down++;
    }
    if (up + down > 0) hidden.set(one, { up, down });
  }
  return { nodes, edges, hidden };
}

/** Ids of everything that a change of a node reaches, nearest first; the node itself is not among them. */
export function downstream(graph: LineageGraph, id: string, level: LineageLevel): string[] {
  return reach(graph, id, level, "down", Number.POSITIVE_INFINITY);
}

/** Ids of everything that a node is made of, nearest first; the node itself is not among them. */
export function upstream(graph: LineageGraph, id: string, level: LineageLevel): string[] {
  return reach(graph, id, level, "up", Number.POSITIVE_INFINITY);
}

/**
 * A cycle in the data flow of one level, as ids with the first repeated at the end, or `null`.
 * Entities naming their parents are no data flow. Linear time, no recursion.
 */
export function findCycle(graph: LineageGraph, level: LineageLevel): string[] | null {
  const done = new Set<string>();
  for (const start of graph.nodes.keys()) {
    if (done.has(start)) continue;
    const way: { id: string; todo: LineageEdge[] }[] = [{ id: start, todo: flows(graph, start, level) }];
    const open = new Set([start]);
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const edge = top.todo.pop();
      if (!edge) {
        way.pop();
        open.delete(top.id);
        done.add(top.id);
      } else if (open.has(edge.to)) {
        const ids = way.map(({ id }) => id);
        return [...ids.slice(ids.indexOf(edge.to)), edge.to];
      } else if (!done.has(edge.to)) {
        open.add(edge.to);
        way.push({ id: edge.to, todo: flows(graph, edge.to, level) });
      }
    }
  }
  return null;
}

function flows(graph: LineageGraph, id: string, level: LineageLevel): LineageEdge[] {
  return atLevel(graph.outgoing.get(id), level).filter(
    ({ relation }) => relation !== "parent" && relation !== "describes",
  );
}

function reach(
  graph: LineageGraph,
  start: string,
  level: LineageLevel,
  direction: "up" | "down",
  hopsMax: number,
): string[] {
  const seen = new Set([start]);
  let border = [start];
  for (let hop = 0; hop < hopsMax && border.length > 0; hop++) {
    const next: string[] = [];
    for (const id of border) {
      const edges = direction === "up" ? graph.incoming.get(id) : graph.outgoing.get(id);
      for (const edge of atLevel(edges, level)) {
        const other = direction === "up" ? edge.from : edge.to;
        if (seen.has(other)) continue;
        seen.add(other);
        next.push(other);
      }
    }
    border = next;
  }
  seen.delete(start);
  return [...seen];
}

function atLevel(edges: readonly LineageEdge[] | undefined, level: LineageLevel): LineageEdge[] {
  return edges?.filter((edge) => edge.level === level) ?? [];
}

function listAt(map: Map<string, LineageEdge[]>, key: string): LineageEdge[] {
  const known = map.get(key);
  if (known) return known;
  const list: LineageEdge[] = [];
  map.set(key, list);
  return list;
}
