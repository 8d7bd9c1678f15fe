import "server-only";
import { AppError, notFound } from "@/lib/core/errors";
import { findDataset, insertCheck } from "@/lib/store/datasets";
import { authorizeProject } from "../authorize";
import { change, type ServiceContext } from "../context";

/** Asks a worker to build a dataset again from its inputs as they are now, and to compare. */
export async function verifyDataset(
  ctx: ServiceContext,
  input: { project: string; dataset: string },
): Promise<{ id: string; datasetId: string; runId: string }> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const dataset = await ctx.store.read(null, (db) => findDataset(db, project.id, input.dataset));
  if (!dataset) throw notFound(`Dataset ${input.dataset}`);
  if (dataset.status !== "built") throw new AppError("CONFLICT", "Only a dataset that is built is verified.");
  const id = ctx.newId();
  const runId = ctx.newId();
  await change(ctx, async (tx) => {
    const row = { id, datasetId: dataset.id, projectId: project.id, runId };
    await insertCheck(tx.db, { ...row, createdBy: tx.actorName, at: tx.at });
    await tx.record({
      action: "dataset:verify",
      projectId: project.id,
      target: { kind: "dataset", id: dataset.id, name: `${dataset.name}@v${dataset.version}` },
    });
  });
  await ctx.enqueue({ name: "dataset_check", id });
  return { id, datasetId: dataset.id, runId };
}
