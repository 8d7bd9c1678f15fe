import "server-only";
import { listOwners as listRows, type OwnerSummary } from "@/lib/store/owners";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** The teams that own something in a project, and what nobody owns. */
export async function listOwners(ctx: ServiceContext, input: { project: string }): Promise<OwnerSummary[]> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await read(ctx, (db) => listRows(db, project.id));
}
