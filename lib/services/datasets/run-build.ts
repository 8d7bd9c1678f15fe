import "server-only";
import type { DatasetResult } from "@/lib/contracts/dataset-result";
import { DatasetBody } from "@/lib/contracts/datasets";
import type { CertifiedGroup, DatasetCertificate } from "@/lib/core/datasets/certificate";
import { AppError, notFound } from "@/lib/core/errors";
import { explainPlan } from "@/lib/core/pit/explain";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import type { EngineCall, WrittenPit } from "@/lib/offline/engine";
import {
  type DatasetRow,
  endRun,
  findDatasetById,
  finishDataset,
  setDatasetStatus,
} from "@/lib/store/datasets";
import { insertPin } from "@/lib/store/offline-pins";
import { listProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import type { PreviewGroup } from "../preview/groups";
import { certify } from "./certify";
import { datasetData, datasetFolder } from "./folder";
import { type JoinParts, planJoin, restrictedColumns, withJoin } from "./join";
import { coverageAnswer } from "./result";
import { runWork } from "./run-work";
import { draftOf, protectedGroups, spineRelation } from "./spine";

/** Builds a requested dataset. May come twice: what a killed worker left half-done is thrown away and done again. */
export async function runDatasetBuild(
  ctx: ServiceContext,
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<void> {
  authorize(ctx, "dataset:build");
  const dataset = await read(ctx, (db) => findDatasetById(db, id));
  if (!dataset) throw notFound("The dataset");
  if (dataset.status !== "queued" && dataset.status !== "building" && dataset.status !== "cancelled") return;
  // It was cancelled while it waited.
  if (dataset.status === "cancelled") return await ctx.files.remove(datasetFolder(id));
  const runId = dataset.run.id;
  let isBuilt = false;
  const failure = await runWork(ctx, { runId, signal }, async (call) => {
    await ctx.store.transaction((db) => setDatasetStatus(db, id, "building"));
    await ctx.engine.sweepFolder({ folder: datasetFolder(id), keep: SPINE_FILES }, call);
    await build(ctx, dataset, call);
    isBuilt = true;
  }).catch(async (error: unknown) => {
    if (!signal.aborted) await end(ctx, dataset, UNEXPECTED);
    throw error;
  });
  if (failure !== null) await end(ctx, dataset, failure);
  if (!isBuilt) await ctx.files.remove(datasetFolder(id));
}

const SPINE_FILES = ["spine.csv", "spine.parquet"];
const UNEXPECTED = "Something failed on our side.";

async function end(ctx: ServiceContext, { id, run }: DatasetRow, error: string) {
  await ctx.store.transaction(async (db) => {
    await endRun(db, run.id, { status: "failed", error, at: ctx.now() });
    await setDatasetStatus(db, id, "failed");
  });
}

async function build(ctx: ServiceContext, dataset: DatasetRow, call: EngineCall) {
  const { id, projectId } = dataset;
  const [project] = await read(ctx, (db) => listProjects(db, [projectId]));
  if (!project) throw notFound("The project");
  const request = DatasetBody.parse(dataset.request);
  await withJoin(ctx, project, request, async (parts) => {
    const source = await spineFile(ctx, { id, request, parts }, call);
    const { columns } = await ctx.engine.describeSpine(source, call);
    const plan = planJoin(request, parts, { source, columns });
    const knowledge = { mode: request.knowledge, cutoff: request.at };
    const output = { folder: datasetData(id), format: request.format, shards: request.shards };
    const written = await ctx.engine.writePit(plan, output, call);
    const certificate = certify(plan, { groups: certifiedGroups(plan, parts.groups), knowledge }, written);
    const isSpineProtected = protectedGroups(request.spine, parts.documents).length > 0;
    await publish(ctx, dataset, { plan, groups: parts.groups, written, certificate, isSpineProtected });
  });
}

/** The dataset's own spine file: the upload that was kept with the request, or one that is made now. */
async function spineFile(
  ctx: ServiceContext,
  { id, request, parts }: { id: string; request: DatasetBody; parts: JoinParts },
  call: EngineCall,
): Promise<FilesRelation> {
  const { spine } = request;
  const folder = datasetFolder(id);
  if ("upload" in spine) {
    const format = (await ctx.files.exists(`${folder}/spine.csv`)) ? "csv" : "parquet";
    return spineRelation(`${folder}/spine.${format}`, format, request);
  }
  const path = `${folder}/spine.parquet`;
  await ctx.engine.writeSpine(draftOf(spine, request, parts), path, call);
  return spineRelation(path, "parquet", request);
}

interface BuiltDataset {
  plan: PitPlan;
  groups: readonly PreviewGroup[];
  written: WrittenPit;
  certificate: DatasetCertificate;
  /** Its columns may hold values under a policy. */
  isSpineProtected: boolean;
}

/** The dataset becomes built, with its certificate, or nothing of it does. */
async function publish(
  ctx: ServiceContext,
  { id, name, version, projectId, run }: DatasetRow,
  { plan, groups, written, certificate, isSpineProtected }: BuiltDataset,
) {
  const result: DatasetResult = {
    ...coverageAnswer(plan, written),
    statistics: written.statistics.map(({ part, rowCount, columns }) => ({
      part,
      row_count: rowCount,
      columns,
    })),
    restricted: restrictedColumns(plan, groups, isSpineProtected),
    timing_ms: written.timings,
    sql: written.sql,
    explanation: explainPlan(plan),
  };
  await change(ctx, async (tx) => {
    const isOpen = await endRun(tx.db, run.id, { status: "succeeded", error: null, at: tx.at });
    if (!isOpen) throw new AppError("CANCELLED", "The run was cancelled.");
    await finishDataset(tx.db, id, { plan, certificate, result, rowCount: written.rowCount, at: tx.at });
    // Whoever verifies it reads the same files: they stay as long as it does.
    for (const { pin } of groups)
      if (pin) {
        const { groupVersionId, number } = pin;
        const kept = { id: ctx.newId(), groupVersionId, number, kind: "dataset" as const };
        await insertPin(tx.db, { ...kept, holder: id, seconds: null });
      }
    await tx.record({
      action: "dataset:built",
      projectId,
      target: { kind: "dataset", id, name: `${name}@v${version}` },
      after: certificate.checksum,
      details: { rows: written.rowCount, plan_digest: certificate.plan_digest },
    });
  });
}

function certifiedGroups(plan: PitPlan, groups: readonly PreviewGroup[]): CertifiedGroup[] {
  return plan.groups.map(({ name, group }, i) => ({
    name,
    group,
    version: groups[i]?.version ?? 0,
    digest: groups[i]?.digest ?? "",
    commit: groups[i]?.pin?.number ?? null,
  }));
}
