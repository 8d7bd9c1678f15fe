import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import type { SourceDefinition } from "@/lib/core/model/definitions";
import { listEdges } from "@/lib/store/lineage";
import { type LineageNode, listLineageNodes } from "@/lib/store/lineage-nodes";
import { findSource, type ObjectView } from "@/lib/store/object-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

export interface SourceDetail {
  source: ObjectView<SourceDefinition>;
  /** Whether the actor may see rows of it. */
  seesValues: boolean;
  /** What is made from it directly, by name. */
  readers: LineageNode[];
}

/** A source as its page shows it. */
export async function getSource(
  ctx: ServiceContext,
  input: { project: string; source: string },
): Promise<SourceDetail> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const { allowed } = can(ctx.actor.rights, "values:read", { projectId: project.id });
  return await read(ctx, async (db) => {
    const source = await findSource(db, project.id, input.source);
    if (!source) throw notFound(`Source ${input.source}`);
    const edges = await listEdges(db, "group", [source.id]);
    const ids = edges.filter((edge) => edge.fromId === source.id).map((edge) => edge.toId);
    const readers = await listLineageNodes(db, project.id, ids);
    return { source, seesValues: allowed, readers: readers.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
}
