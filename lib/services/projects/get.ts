import "server-only";
import { listOwners, type OwnerSummary } from "@/lib/store/owners";
import { type ProjectSummary, summarizeProjects } from "@/lib/store/projects";
import { countVersions, listRecentVersions, type RecentVersion } from "@/lib/store/recent-versions";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

export interface ProjectDetail {
  project: ProjectSummary;
  owners: OwnerSummary[];
  versions: RecentVersion[];
  /** Published versions in all. */
  versionCount: number;
}

const VERSIONS_MAX = 8;

/** A project as its page shows it. */
export async function getProject(ctx: ServiceContext, input: { project: string }): Promise<ProjectDetail> {
  const { id } = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const [[project], owners, versions, versionCount] = await Promise.all([
      summarizeProjects(db, [id]),
      listOwners(db, id),
      listRecentVersions(db, {
        projectIds: [id],
        limit: VERSIONS_MAX,
        cursor: null,
        cursorKey: ctx.cursorKey,
      }),
      countVersions(db, id),
    ]);
    if (!project) throw new Error(`project ${id} is there and not listed`);
    return { project, owners, versions: versions.items, versionCount };
  });
}
