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
  /** The ends of edges that a graph of at most `NODES_MAX` nodes shows: the most connected ones. */
  shown: string[];
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
    return { nodes, edges, shown: mostConnected(edges, NODES_MAX), isCut: stored.length > EDGES_MAX };
  });
}
