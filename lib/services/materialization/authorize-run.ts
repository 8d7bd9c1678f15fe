import "server-only";
import { notFound } from "@/lib/core/errors";
import { findMaterialization, type MaterializationRun } from "@/lib/store/materializations";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import { authorizeTarget } from "../offline/target";

/** The first line of the verbs that decide about a run: whoever may start it. */
export async function authorizeRun(
  ctx: ServiceContext,
  input: { project: string; id: string },
): Promise<MaterializationRun> {
  const project = await authorizeProject(ctx, "project:read", input.project);
  const run = await readRun(ctx, project.id, input.id);
  await authorizeTarget(ctx, "data:materialize", run);
  return run;
}

export async function readRun(
  { store }: ServiceContext,
  projectId: string,
  id: string,
): Promise<MaterializationRun> {
  const run = await store.read(null, (db) => findMaterialization(db, projectId, id));
  if (!run) throw notFound(`Run ${id}`);
  return run;
}
