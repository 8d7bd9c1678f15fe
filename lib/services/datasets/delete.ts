import "server-only";
import { AppError, notFound } from "@/lib/core/errors";
import { findDataset, markDatasetDeleted } from "@/lib/store/datasets";
import { releaseDatasetPins } from "@/lib/store/offline-pins";
import { authorizeProject } from "../authorize";
import { change, type ServiceContext } from "../context";
import { datasetFolder } from "./folder";

/**
 * Takes the rows of a built dataset off the disk and lets go of the commits that it holds; what it was, and its
 * certificate, stay. A crash in between is made up for when a worker starts.
 */
export async function deleteDataset(
  ctx: ServiceContext,
  input: { project: string; dataset: string },
): Promise<void> {
  const project = await authorizeProject(ctx, "dataset:delete", input.project);
  const dataset = await ctx.store.read(null, (db) => findDataset(db, project.id, input.dataset));
  if (!dataset) throw notFound(`Dataset ${input.dataset}`);
  await change(ctx, async (tx) => {
    if (!(await markDatasetDeleted(tx.db, dataset.id)))
      throw new AppError(
        "CONFLICT",
        `Only a dataset that is built can be deleted; this one is ${dataset.status}.`,
      );
    await releaseDatasetPins(tx.db, dataset.id);
    await tx.record({
      action: "dataset:delete",
      projectId: project.id,
      target: { kind: "dataset", id: dataset.id, name: `${dataset.name}@v${dataset.version}` },
      details: { rows: dataset.rowCount },
    });
  });
  await ctx.files.remove(datasetFolder(dataset.id));
}
