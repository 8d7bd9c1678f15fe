import "server-only";
import { notFound } from "@/lib/core/errors";
import type { VersionWithSchema } from "@/lib/store/group-views";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { findGroupOnce, findVersionOnce } from "./find";

/** One version of a group as it was published. */
export async function getVersion(
  ctx: ServiceContext,
  input: { project: string; group: string; version: number },
): Promise<VersionWithSchema> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, async (db) => {
    const group = await findGroupOnce(ctx, db, project.id, input.group);
    const version = group && (await findVersionOnce(ctx, db, group.id, input.version));
    if (!version) throw notFound(`${input.group}@v${input.version}`);
    return version;
  });
}
