import "server-only";
import { type Action, seesProtectedValues } from "@/lib/core/access/policy";
import { AppError, notFound } from "@/lib/core/errors";
import { versionFolder } from "@/lib/core/offline/layout";
import { type StoredSchema, storedSchema } from "@/lib/core/offline/schema";
import { findGroup, findVersion, type GroupView, type VersionWithSchema } from "@/lib/store/group-views";
import { authorize, authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** Which group version's rows a verb is about; without a number the latest. */
export interface TargetInput {
  project: string;
  group: string;
  version: number | null;
}

/** A group version with the place of its rows. */
export interface OfflineTarget {
  projectId: string;
  group: GroupView;
  version: VersionWithSchema;
  schema: StoredSchema;
  /** Relative to the data folder. */
  folder: string;
  /** Columns whose values this person sees masked. */
  masked: string[];
}

/** The first line of every verb of the offline store. INVALID when the version has no history to keep. */
export async function authorizeTarget(
  ctx: ServiceContext,
  action: Extract<Action, "project:read" | "values:read" | "data:write" | "data:materialize">,
  input: TargetInput,
): Promise<OfflineTarget> {
  const project = await authorizeProject(
    ctx,
    action === "values:read" ? action : "project:read",
    input.project,
  );
  const group = await read(ctx, (db) => findGroup(db, project.id, input.group));
  if (!group) throw notFound(`Feature group ${input.group}`);
  if (action === "data:write" || action === "data:materialize")
    authorize(ctx, action, { projectId: project.id, ownerTeamId: group.owner?.id ?? null });
  const version = await read(ctx, (db) => findVersion(db, group.id, input.version ?? group.latestVersion));
  if (!version) throw notFound(`${input.group}@v${input.version}`);
  const outcome = storedSchema(version);
  if (!outcome.ok) throw new AppError("PRECONDITION", `${outcome.reason}.`);
  const seen = (tags: readonly string[]) =>
    seesProtectedValues(
      ctx.actor.rights,
      project.id,
      tags.map((tag) => tag.split(":")[0]?.trim() ?? tag),
    );
  return {
    projectId: project.id,
    group,
    version,
    schema: outcome.schema,
    folder: versionFolder(project.id, group.id, version.number),
    masked: version.features.filter(({ tags }) => !seen(tags)).map(({ name }) => name),
  };
}
