import "server-only";
import { notFound } from "@/lib/core/errors";
import { findGroup } from "@/lib/store/group-views";
import { listMaterializations, type MaterializationRun } from "@/lib/store/materializations";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";

/** Runs of a project, or of one group of it, newest first. */
export async function listRuns(
  ctx: ServiceContext,
  input: { project: string; group: string | null; before: Date | null; limit: number },
): Promise<{ items: MaterializationRun[]; hasMore: boolean }> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await ctx.store.read(null, async (db) => {
    const group = input.group === null ? null : await findGroup(db, project.id, input.group);
    if (input.group !== null && !group) throw notFound(`Feature group ${input.group}`);
    const where = { projectId: project.id, ...(group ? { groupId: group.id } : {}) };
    const rows = await listMaterializations(db, where, { before: input.before, limit: input.limit + 1 });
    return { items: rows.slice(0, input.limit), hasMore: rows.length > input.limit };
  });
}
