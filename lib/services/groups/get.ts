import "server-only";
import { notFound } from "@/lib/core/errors";
import {
  type GroupView,
  listVersions,
  type VersionView,
  type VersionWithSchema,
} from "@/lib/store/group-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce, findVersionOnce } from "./find";

export interface GroupDetail {
  projectId: string;
  project: string;
  group: GroupView;
  /** The latest version with its schema. */
  latest: VersionWithSchema;
  versions: VersionView[];
}

/** A feature group as its pages show it. */
export async function getGroup(
  ctx: ServiceContext,
  input: { project: string; group: string },
): Promise<GroupDetail> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    if (!group) throw notFound(`Feature group ${input.group}`);
    const [latest, versions] = await Promise.all([
      findVersionOnce(ctx, db, group.id, group.latestVersion),
      listVersions(db, group.id),
    ]);
    if (!latest) throw new Error(`group ${group.id} has no version ${group.latestVersion}`);
    return { projectId: project.id, project: project.name, group, latest, versions };
  });
}
