import "server-only";
import { Certificate, DatasetResult } from "@/lib/contracts/dataset-result";
import { POLICY_TAGS, seesProtectedValues } from "@/lib/core/access/policy";
import { AppError, notFound } from "@/lib/core/errors";
import { findDataset } from "@/lib/store/datasets";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import { datasetData } from "./folder";

/** One file of a built dataset, and where it lies below the data folder. */
export async function findDatasetFile(
  ctx: ServiceContext,
  input: { project: string; dataset: string; file: string },
) {
  const project = await authorizeProject(ctx, "values:read", input.project);
  const dataset = await ctx.store.read(null, (db) => findDataset(db, project.id, input.dataset));
  if (dataset?.status !== "built") throw notFound(`Dataset ${input.dataset}`);
  const { restricted } = DatasetResult.parse(dataset.result);
  if (restricted.length > 0 && !seesProtectedValues(ctx.actor.rights, project.id, POLICY_TAGS)) {
    throw new AppError("FORBIDDEN", `You may not see the values of ${restricted.join(", ")}.`);
  }
  const file = Certificate.parse(dataset.certificate).files.find((one) => one.path === input.file);
  if (!file) throw notFound(`The file ${input.file}`);
  return { ...file, location: `${datasetData(dataset.id)}/${file.path}` };
}
