import "server-only";
import { Certificate, CheckResult, DatasetResult } from "@/lib/contracts/dataset-result";
import { DatasetBody } from "@/lib/contracts/datasets";
import { can, POLICY_TAGS, seesProtectedValues } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import { findDataset, listChecks, listDatasetVersions } from "@/lib/store/datasets";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";

const CHECKS_MAX = 20;

/** A training dataset with its other versions and verifications, and what the reader may do with it. */
export async function getDataset(ctx: ServiceContext, input: { project: string; dataset: string }) {
  const project = await authorizeProject(ctx, "project:read", input.project);
  return await ctx.store.read(null, async (db) => {
    const dataset = await findDataset(db, project.id, input.dataset);
    if (!dataset) throw notFound(`Dataset ${input.dataset}`);
    const [versions, checks] = await Promise.all([
      listDatasetVersions(db, project.id, dataset.name),
      listChecks(db, dataset.id, CHECKS_MAX),
    ]);
    const { plan: _, projectId: __, ...rest } = dataset;
    const seesAll = seesProtectedValues(ctx.actor.rights, project.id, POLICY_TAGS);
    const result = dataset.result === null ? null : DatasetResult.parse(dataset.result);
    return {
      ...rest,
      request: DatasetBody.parse(dataset.request),
      certificate: dataset.certificate === null ? null : Certificate.parse(dataset.certificate),
      result: result && (seesAll ? result : withoutRestricted(result)),
      versions,
      checks: checks.map((check) => ({
        ...check,
        result: check.result === null ? null : CheckResult.parse(check.result),
      })),
      mayBuild: can(ctx.actor.rights, "dataset:build", { projectId: project.id }).allowed,
      mayDownload:
        dataset.status === "built" &&
        can(ctx.actor.rights, "values:read", { projectId: project.id }).allowed &&
        (seesAll || (result?.restricted.length ?? 0) === 0),
    };
  });
}

/** Least and greatest are values of somebody, and a mean of one row is one too. */
function withoutRestricted(result: DatasetResult): DatasetResult {
  return {
    ...result,
    statistics: result.statistics.map((part) => ({
      ...part,
      columns: part.columns.map((column) =>
        result.restricted.includes(column.column) ? { ...column, mean: null, min: null, max: null } : column,
      ),
    })),
  };
}
