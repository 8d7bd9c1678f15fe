import "server-only";
import { listServiceNames } from "@/lib/store/names";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";

/** Feature services that a dataset can be built from. */
export async function listDatasetServices(
  ctx: ServiceContext,
  input: { project: string },
): Promise<string[]> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  return await read(ctx, (db) => listServiceNames(db, project.id));
}
