import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import { findGroup } from "@/lib/store/group-views";
import {
  findMaterialization,
  listLines,
  type MaterializationRun,
  type RunLine,
} from "@/lib/store/materializations";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";

export interface RunDetail {
  run: MaterializationRun;
  lines: RunLine[];
  /** Whether this person may cancel and resume it. */
  mayDecide: boolean;
}

/** A run with its tasks and what it has to tell. */
export async function getMaterialization(
  ctx: ServiceContext,
  input: { project: string; id: string },
): Promise<RunDetail> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await ctx.store.read(null, async (db) => {
    const run = await findMaterialization(db, project.id, input.id);
    if (!run) throw notFound(`Run ${input.id}`);
    const [lines, group] = await Promise.all([listLines(db, run.id), findGroup(db, project.id, run.group)]);
    const ownerTeamId = group?.owner?.id ?? null;
    const { allowed } = can(ctx.actor.rights, "data:materialize", { projectId: project.id, ownerTeamId });
    return { run, lines, mayDecide: allowed };
  });
}
