import "server-only";
import { AppError, notFound } from "@/lib/core/errors";
import { endRun, findDataset, setDatasetStatus } from "@/lib/store/datasets";
import { authorizeProject } from "../authorize";
import { change, type ServiceContext } from "../context";

/** Stops a build that waits or runs; the worker lets go of it within a moment and keeps nothing of it. */
export async function cancelDataset(
  ctx: ServiceContext,
  input: { project: string; dataset: string },
): Promise<void> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const dataset = await ctx.store.read(null, (db) => findDataset(db, project.id, input.dataset));
  if (!dataset) throw notFound(`Dataset ${input.dataset}`);
  await change(ctx, async (tx) => {
    const ended = await endRun(tx.db, dataset.run.id, { status: "cancelled", error: null, at: tx.at });
    if (!ended) throw new AppError("CONFLICT", "The build has ended already.");
    await setDatasetStatus(tx.db, dataset.id, "cancelled");
    await tx.record({
      action: "dataset:cancel",
      projectId: project.id,
      target: { kind: "dataset", id: dataset.id, name: `${dataset.name}@v${dataset.version}` },
    });
  });
}
