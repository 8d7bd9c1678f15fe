import "server-only";
import type { DatasetResult } from "@/lib/contracts/dataset-result";
import { DatasetBody } from "@/lib/contracts/datasets";
import type { CertifiedGroup } from "@/lib/core/datasets/certificate";
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
import { listProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import type { PreviewGroup } from "../preview/groups";
import { certify } from "./certify";
import { datasetData, datasetFolder } from "./folder";
import { type JoinParts, loadJoin, planJoin, restrictedColumns } from "./join";
import { coverageAnswer } from "./result";
import { runWork } from "./run-work";
import { draftOf, spineRelation } from "./spine";

/** Builds a requested dataset. May come twice: what a killed worker left half-done is thrown away and done again. */
export async function runDatasetBuild(
  ctx: ServiceContext,
  { id, signal }: { id: string; signal: AbortSignal },
): Promise<void> {
  authorize(ctx, "dataset:build");
  const dataset = await read(ctx, (db) => findDatasetById(db, id));
  if (!dataset) throw notFound("The dataset");
  if (dataset.status === "built" || dataset.status === "failed") return;
  // It was cancelled while it waited.
  if (dataset.status === "cancelled") return await ctx.files.remove(datasetFolder(id));
  await ctx.files.sweep(datasetFolder(id));
  const runId = dataset.run.id;
  let isBuilt = false;
  const failure = await runWork(ctx, { runId, signal }, async (call) => {
    await ctx.store.transaction((db) => setDatasetStatus(db, id, "building"));
    await build(ctx, dataset, call);
    isBuilt = true;
  }).catch(async (error: unknown) => {
    if (!signal.aborted) await end(ctx, dataset, UNEXPECTED);
    throw error;
  });
  if (failure !== null) await end(ctx, dataset, failure);
  if (!isBuilt) await ctx.files.remove(datasetFolder(id));
}

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
  const parts = await loadJoin(ctx, project, request);
  const source = await spineFile(ctx, { id, request, ...parts }, call);
  const { columns } = await ctx.engine.describeSpine(source, call);
  const plan = planJoin(request, parts.groups, { source, columns });
  const output = { folder: datasetData(id), format: request.format, shards: request.shards };
  const written = await ctx.engine.writePit(plan, output, call);
  await publish(ctx, dataset, { plan, groups: parts.groups, written });
}

/** The dataset's own spine file: the upload that was kept with the request, or one that is made now. */
async function spineFile(
  ctx: ServiceContext,
  { id, request, groups, documents }: { id: string; request: DatasetBody } & JoinParts,
  call: EngineCall,
): Promise<FilesRelation> {
  const { spine } = request;
  const folder = datasetFolder(id);
  if ("upload" in spine) {
    const format = (await ctx.files.exists(`${folder}/spine.csv`)) ? "csv" : "parquet";
    return spineRelation(`${folder}/spine.${format}`, format, request);
  }
  const path = `${folder}/spine.parquet`;
  await ctx.engine.writeSpine(draftOf(spine, request, groups, documents), path, call);
  return spineRelation(path, "parquet", request);
}

/** The dataset becomes built, with its certificate, or nothing of it does. */
async function publish(
  ctx: ServiceContext,
  { id, name, version, projectId, run }: DatasetRow,
  { plan, groups, written }: { plan: PitPlan; groups: readonly PreviewGroup[]; written: WrittenPit },
) {
  const certificate = certify(plan, certifiedGroups(plan, groups), written);
  const result: DatasetResult = {
    ...coverageAnswer(plan, written),
    statistics: written.statistics.map(({ part, rowCount, columns }) => ({
      part,
      row_count: rowCount,
      columns,
    })),
    restricted: restrictedColumns(plan, groups),
    timing_ms: written.timings,
    sql: written.sql,
    explanation: explainPlan(plan),
  };
  await change(ctx, async (tx) => {
    const isOpen = await endRun(tx.db, run.id, { status: "succeeded", error: null, at: tx.at });
    if (!isOpen) throw new AppError("CANCELLED", "The run was cancelled.");
    await finishDataset(tx.db, id, { plan, certificate, result, rowCount: written.rowCount, at: tx.at });
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
  }));
}
