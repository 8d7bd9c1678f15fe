import "server-only";
import { mostConnected } from "@/lib/core/lineage/most-connected";
import { listProjectEdges } from "@/lib/store/lineage";
import { type LineageNode, listLineageNodes } from "@/lib/store/lineage-nodes";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

export interface ProjectLineage {
  /** The nodes of `edges`. */
  nodes: LineageNode[];
  edges: { from: string; to: string }[];
  /** What a graph of at most `NODES_MAX` nodes shows: sources, groups and services, the most connected ones. */
  shown: string[];
  /** How many it would show with room for all. */
  drawableCount: number;
  /** Whether the project has more edges than are read here. */
  isCut: boolean;
}

/** A graph with more nodes than this is a hairball; the table beside it holds the rest. */
const NODES_MAX = 60;
const EDGES_MAX = 2_000;

/** How sources, groups, services and consumers of a project hang together. */
export async function getProjectLineage(
  ctx: ServiceContext,
  input: { project: string },
): Promise<ProjectLineage> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const stored = await listProjectEdges(db, project.id, "group", EDGES_MAX + 1);
    const ends = [...new Set(stored.flatMap((edge) => [edge.fromId, edge.toId]))];
    const nodes = await listLineageNodes(db, project.id, ends);
    const known = new Set(nodes.map((node) => node.id));
    const edges = stored
      .slice(0, EDGES_MAX)
      .map(({ fromId, toId }) => ({ from: fromId, to: toId }))
      .filter((edge) => known.has(edge.from) && known.has(edge.to));
    const drawable = new Set(nodes.filter((node) => node.kind !== "consumer").map((node) => node.id));
    const drawn = edges.filter((edge) => drawable.has(edge.from) && drawable.has(edge.to));
    const ordered = mostConnected(drawn, Number.POSITIVE_INFINITY);
    return {
      nodes,
      edges,
      shown: ordered.slice(0, NODES_MAX),
      drawableCount: ordered.length,
      isCut: stored.length > EDGES_MAX,
    };
  });
}
