import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import { storedSchema } from "@/lib/core/offline/schema";
import { countCommits } from "@/lib/store/offline-commits";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce, findVersionOnce } from "../groups/find";

/** Whether a group has rows of its own, and what the person who asks may do about them. */
export interface DataState {
  /** Of all its versions. */
  commitCount: number;
  /** Whether the latest version can take rows: it has an event time. */
  isWritable: boolean;
  mayWrite: boolean;
  maySeeValues: boolean;
}

export async function findDataState(
  ctx: ServiceContext,
  input: { project: string; group: string },
): Promise<DataState> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    const version = group && (await findVersionOnce(ctx, db, group.id, group.latestVersion));
    if (!group || !version) throw notFound(`Feature group ${input.group}`);
    const { rights } = ctx.actor;
    const owned = { projectId: project.id, ownerTeamId: group.owner?.id ?? null };
    return {
      commitCount: await countCommits(db, group.id),
      isWritable: storedSchema(version).ok,
      mayWrite: can(rights, "data:write", owned).allowed,
      maySeeValues: can(rights, "values:read", { projectId: project.id }).allowed,
    };
  });
}
