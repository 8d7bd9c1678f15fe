import "server-only";
import { listRecentVersions as listRows, type VersionPage } from "@/lib/store/recent-versions";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** Versions published in a project, newest first. */
export async function listRecentVersions(
  ctx: ServiceContext,
  input: { project: string; limit: number; cursor: string | null },
): Promise<VersionPage> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const { limit, cursor } = input;
  return await read(ctx, (db) =>
    listRows(db, { projectIds: [project.id], limit, cursor, cursorKey: ctx.cursorKey }),
  );
}
