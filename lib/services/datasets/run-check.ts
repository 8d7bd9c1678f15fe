import "server-only";
import { Certificate, type CheckResult } from "@/lib/contracts/dataset-result";
import { DatasetBody } from "@/lib/contracts/datasets";
import {
  type CertifiedGroup,
  compareCertificates,
  type DatasetCertificate,
} from "@/lib/core/datasets/certificate";
import { AppError, notFound } from "@/lib/core/errors";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { EngineCall } from "@/lib/offline/engine";
import { type DatasetRow, endRun, findCheck, findDatasetById, finishCheck } from "@/lib/store/datasets";
import { findGroup, findVersion } from "@/lib/store/group-views";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { certify } from "./certify";
import { datasetFolder } from "./folder";
import { runWork } from "./run-work";

/** Builds a dataset again beside the kept one, compares, and throws the second one away. */
export async function runDatasetCheck(
  ctx: ServiceContext,
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<void> {
  authorize(ctx, "dataset:build");
  const check = await read(ctx, (db) => findCheck(db, id));
  const dataset = check && (await read(ctx, (db) => findDatasetById(db, check.datasetId)));
  if (!check || !dataset) throw notFound("The verification");
  if (check.result !== null) return;
  const runId = check.run.id;
  const folder = `${datasetFolder(dataset.id)}/check-${id}`;
  const fail = (error: string) =>
    ctx.store.transaction((db) => endRun(db, runId, { status: "failed", error, at: ctx.now() }));
  try {
    const failure = await runWork(ctx, { runId, signal }, async (call) => {
      const result = await compare(ctx, dataset, folder, call);
      await ctx.store.transaction(async (db) => {
        await finishCheck(db, id, result);
        await endRun(db, runId, { status: "succeeded", error: null, at: ctx.now() });
      });
    });
    if (failure !== null) await fail(failure);
  } catch (error) {
    if (!signal.aborted) await fail("Something failed on our side.");
    throw error;
  } finally {
    await ctx.files.remove(folder);
  }
}

async function compare(
  ctx: ServiceContext,
  dataset: DatasetRow,
  folder: string,
  call: EngineCall,
): Promise<CheckResult> {
  const was = Certificate.parse(dataset.certificate);
  const { format, shards } = DatasetBody.parse(dataset.request);
  // Safe: it is the plan that this product stored with the certificate.
  const plan = dataset.plan as PitPlan;
  const groups = await presentGroups(ctx, dataset.projectId, was);
  try {
    const written = await ctx.engine.writePit(plan, { folder, format, shards }, call);
    return {
      ...compareCertificates(was, certify(plan, { groups, knowledge: was.knowledge }, written)),
      message: null,
    };
  } catch (error) {
    // A file that is gone or unreadable is an answer too: an input has changed.
    if (!(error instanceof AppError) || error.code !== "INVALID") throw error;
    const changes = error.problems.map(({ path, file }) => ({
      what: file?.startsWith(`${datasetFolder(dataset.id)}/`) ? "spine" : `input ${file ?? path}`,
      was: was.inputs.find((input) => input.path === file)?.sha256 ?? null,
      is: null,
    }));
    return { verdict: "inputs_changed", changes, results: [], message: error.message };
  }
}

/** The certified versions with the digests that they have now. */
async function presentGroups(
  ctx: ServiceContext,
  projectId: string,
  { groups }: DatasetCertificate,
): Promise<CertifiedGroup[]> {
  return await read(ctx, async (db) => {
    const present: CertifiedGroup[] = [];
    for (const group of groups) {
      const found = await findGroup(db, projectId, group.group);
      const version = found && (await findVersion(db, found.id, group.version));
      present.push({ ...group, digest: version?.digest ?? "" });
    }
    return present;
  });
}
