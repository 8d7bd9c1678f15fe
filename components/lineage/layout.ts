export type LineageKind = "source" | "group" | "feature" | "service" | "consumer";

export interface LineageNode {
  id: string;
  kind: LineageKind;
  name: string;
  /** Missing where the reader may not look. */
  href?: string;
  /** A second line: version, entity, owner. */
  meta?: string;
  /** Neighbours that are not drawn, by side: shown as "+37". */
  moreBefore?: number;
  moreAfter?: number;
}

/** From what is read to what reads it. */
export interface LineageEdge {
  from: string;
  to: string;
}

export interface PlacedNode {
  node: LineageNode;
  x: number;
  y: number;
}

export interface PlacedEdge {
  from: string;
  to: string;
  /** An SVG path from the right side of one node to the left side of the other. */
  path: string;
}

export interface LineageLayout {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  nodeWidth: number;
  width: number;
  height: number;
}

export const NODE_HEIGHT = 44;
const COLUMN_GAP = 52;
const ROW_GAP = 12;
const PADDING = 12;
/** What an edge takes up in a layer that it only passes. */
const LANE_HEIGHT = 10;
const SWEEPS = 6;

/** A place in a layer: a node, or the lane of an edge that passes through. */
interface Slot {
  key: string;
  node: LineageNode | null;
  before: string[];
  after: string[];
}

/**
 * Layers from left to right: a node stands right of everything it reads. Edges that pass a layer get a lane of their
 * own in it, so that none runs behind a node. Within a layer, slots are ordered by the mean place of their
 * neighbours, a few sweeps each way (Sugiyama, Tagawa, Toda 1981), which keeps crossings low in graphs of a screen's
 * size. Edges to unknown nodes are left out; an edge that closes a cycle is drawn but orders nothing. The same input
 * always gives the same picture.
 */
export function layoutLineage(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): LineageLayout {
  const known = new Set(nodes.map((node) => node.id));
  const links = edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  const ranks = denseRanks(rankNodes(nodes, links));
  const { layers, routes } = fillLayers(nodes, links, ranks);
  for (let sweep = 0; sweep < SWEEPS; sweep++) orderLayers(layers, sweep % 2 === 0);
  const nodeWidth = layers.length <= 3 ? 240 : layers.length === 4 ? 212 : 188;
  const heights = layers.map(layerHeight);
  const height = Math.max(NODE_HEIGHT, ...heights) + PADDING * 2;
  const spots = new Map<string, { x: number; y: number }>();
  const placed: PlacedNode[] = [];
  for (const [column, layer] of layers.entries()) {
    const x = PADDING + column * (nodeWidth + COLUMN_GAP);
    let y = Math.round((height - (heights[column] ?? 0)) / 2);
    for (const slot of layer) {
      const size = slotHeight(slot);
      spots.set(slot.key, { x, y: y + size / 2 });
      if (slot.node) placed.push({ node: slot.node, x, y });
      y += size + ROW_GAP;
    }
  }
  return {
    nodes: placed,
    edges: routes.map(({ edge, stops }) => ({ ...edge, path: edgePath(stops, spots, nodeWidth) })),
    nodeWidth,
    width: PADDING * 2 + layers.length * nodeWidth + Math.max(0, layers.length - 1) * COLUMN_GAP,
    height,
  };
}

/** The longest path from a node that reads nothing; edges that close a cycle do not count. */
function rankNodes(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Map<string, number> {
  const readBy = Map.groupBy(edges, (edge) => edge.to);
  const ranks = new Map<string, number>();
  const open = new Set<string>();
  const rankOf = (id: string): number => {
    const done = ranks.get(id);
    if (done !== undefined) return done;
    if (open.has(id)) return -1;
    open.add(id);
    const rank = Math.max(-1, ...(readBy.get(id) ?? []).map((edge) => rankOf(edge.from))) + 1;
    open.delete(id);
    ranks.set(id, rank);
    return rank;
  };
  for (const node of nodes) rankOf(node.id);
  return ranks;
}

/** Cycles can leave layers empty; the picture has none. */
function denseRanks(ranks: Map<string, number>): Map<string, number> {
  const used = [...new Set(ranks.values())].sort((a, b) => a - b);
  return new Map([...ranks].map(([id, rank]) => [id, used.indexOf(rank)]));
}

function fillLayers(
  nodes: readonly LineageNode[],
  edges: readonly LineageEdge[],
  ranks: Map<string, number>,
) {
  const layers: Slot[][] = Array.from({ length: Math.max(0, ...ranks.values()) + 1 }, () => []);
  const slots = new Map<string, Slot>();
  const add = (key: string, node: LineageNode | null, rank: number) => {
    const slot: Slot = { key, node, before: [], after: [] };
    slots.set(key, slot);
    layers[rank]?.push(slot);
  };
  for (const node of nodes) add(node.id, node, ranks.get(node.id) ?? 0);
  const routes = edges.map((edge, index) => {
    const [from, to] = [ranks.get(edge.from) ?? 0, ranks.get(edge.to) ?? 0];
    const stops = [edge.from];
    for (let rank = from + 1; rank < to; rank++) {
      const key = `\0${index}:${rank}`;
      add(key, null, rank);
      stops.push(key);
    }
    stops.push(edge.to);
    if (from < to) for (const [at, key] of stops.entries()) connect(slots, key, stops[at + 1]);
    return { edge, stops };
  });
  return { layers, routes };
}

function connect(slots: Map<string, Slot>, from: string, to: string | undefined) {
  if (to === undefined) return;
  slots.get(from)?.after.push(to);
  slots.get(to)?.before.push(from);
}

function orderLayers(layers: Slot[][], forward: boolean) {
  const order = [...layers.keys()];
  for (const index of forward ? order : order.reverse()) {
    const place = new Map<string, number>();
    for (const layer of layers)
      for (const [row, slot] of layer.entries()) place.set(slot.key, (row + 0.5) / layer.length);
    const keyed = (layers[index] ?? []).map((slot, row) => {
      const places = (forward ? slot.before : slot.after).flatMap((key) => place.get(key) ?? []);
      const mean = places.reduce((sum, value) => sum + value, 0) / places.length;
      return { slot, row, mean: places.length === 0 ? (place.get(slot.key) ?? 0) : mean };
    });
    keyed.sort((a, b) => a.mean - b.mean || a.row - b.row);
    layers[index] = keyed.map((entry) => entry.slot);
  }
}

function slotHeight(slot: Slot): number {
  return slot.node ? NODE_HEIGHT : LANE_HEIGHT;
}

function layerHeight(layer: readonly Slot[]): number {
  return layer.reduce((sum, slot) => sum + slotHeight(slot), 0) + Math.max(0, layer.length - 1) * ROW_GAP;
}

/** From the right side of the first stop through the lanes to the left side of the last. */
function edgePath(
  stops: readonly string[],
  spots: Map<string, { x: number; y: number }>,
  nodeWidth: number,
): string {
  const [first, ...rest] = stops.flatMap((key) => spots.get(key) ?? []);
  if (!first) return "";
  let path = `M${first.x + nodeWidth} ${first.y}`;
  let at = { x: first.x + nodeWidth, y: first.y };
  for (const [index, stop] of rest.entries()) {
    const bend = Math.max(COLUMN_GAP / 2, (stop.x - at.x) / 2);
    path += `C${at.x + bend} ${at.y} ${stop.x - bend} ${stop.y} ${stop.x} ${stop.y}`;
    if (index < rest.length - 1) path += `H${stop.x + nodeWidth}`;
    at = { x: stop.x + nodeWidth, y: stop.y };
  }
  return path;
}
