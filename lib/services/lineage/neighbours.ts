import "server-only";
import { listEdges, type StoredEdge } from "@/lib/store/lineage";
import { type LineageNode, listLineageNodes } from "@/lib/store/lineage-nodes";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

export interface LineageView {
  /** The node in the middle, when one was asked for. */
  centre: string | null;
  nodes: (LineageNode & { /** Neighbours that are not shown. */ more: { up: number; down: number } })[];
  edges: { from: string; to: string; details: object }[];
}

/** What a node is made from and what is made from it, one hop each way. */
export async function getNeighbours(
  ctx: ServiceContext,
  input: { project: string; id: string; level: StoredEdge["level"] },
): Promise<LineageView> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const edges = await listEdges(db, input.level, [input.id]);
    const ids = [...new Set([input.id, ...edges.flatMap((edge) => [edge.fromId, edge.toId])])];
    const [nodes, around] = await Promise.all([
      listLineageNodes(db, project.id, ids),
      listEdges(db, input.level, ids),
    ]);
    return {
      centre: input.id,
      edges: edges.map(({ fromId, toId, details }) => ({ from: fromId, to: toId, details })),
      nodes: nodes.map((node) => ({ ...node, more: hidden(node.id, ids, around) })),
    };
  });
}

function hidden(id: string, shown: readonly string[], edges: readonly StoredEdge[]) {
  const out = (other: string) => !shown.includes(other);
  return {
    up: edges.filter((edge) => edge.toId === id && out(edge.fromId)).length,
    down: edges.filter((edge) => edge.fromId === id && out(edge.toId)).length,
  };
}
