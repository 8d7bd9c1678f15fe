import "server-only";
import { parseDatasetRef } from "@/lib/core/datasets/name";
import type { Db } from "./client";

export const DATASET_STATUSES = ["queued", "building", "built", "failed", "cancelled", "deleted"] as const;
export type DatasetStatus = (typeof DATASET_STATUSES)[number];

/** How far the work on a dataset is. */
export interface DatasetRun {
  id: string;
  status: string;
  phase: string;
  percent: number | null;
  error: string | null;
  finishedAt: Date | null;
}

export interface DatasetHead {
  id: string;
  name: string;
  /** Dense per name. */
  version: number;
  status: DatasetStatus;
  rowCount: number | null;
  createdBy: string;
  createdAt: Date;
  builtAt: Date | null;
  /** As it was asked for; the contract of the API reads it. */
  request: unknown;
}

export interface DatasetRow extends DatasetHead {
  projectId: string;
  run: DatasetRun;
  /** `null` until it is built, as below. */
  plan: unknown;
  certificate: unknown;
  result: unknown;
}

/** One verification. */
export interface DatasetCheckRow {
  id: string;
  run: DatasetRun;
  result: unknown;
  createdBy: string;
  createdAt: Date;
}

const HEAD = {
  id: true,
  name: true,
  version: true,
  status: true,
  rowCount: true,
  createdBy: true,
  createdAt: true,
  builtAt: true,
  request: true,
} as const;

/** Adds a dataset to its name's versions. Call inside a change: numbers are dense because changes come one by one. */
export async function insertDataset(
  db: Db,
  row: {
    id: string;
    projectId: string;
    name: string;
    runId: string;
    request: object;
    createdBy: string;
    at: Date;
  },
): Promise<{ version: number }> {
  const { id, projectId, name, runId, request, createdBy, at } = row;
  await db.run.create({
    data: {
      id: runId,
      kind: "dataset",
      projectId,
      status: "queued",
      progress: WAITING,
      createdAt: at,
      updatedAt: at,
    },
  });
  const last = await db.trainingDataset.aggregate({ where: { projectId, name }, _max: { version: true } });
  const version = (last._max.version ?? 0) + 1;
  await db.trainingDataset.create({
    data: { id, projectId, name, version, status: "queued", runId, request, createdBy, createdAt: at },
  });
  return { version };
}

/** Asks for a verification of a built dataset. */
export async function insertCheck(
  db: Db,
  row: { id: string; datasetId: string; projectId: string; runId: string; createdBy: string; at: Date },
): Promise<void> {
  const { id, datasetId, projectId, runId, createdBy, at } = row;
  await db.run.create({
    data: {
      id: runId,
      kind: "dataset_check",
      projectId,
      status: "queued",
      progress: WAITING,
      createdAt: at,
      updatedAt: at,
    },
  });
  await db.datasetCheck.create({ data: { id, datasetId, runId, createdBy, createdAt: at } });
}

const WAITING = { phase: "waiting for a worker", percent: null };

/** By id, by `name` (the latest version that is built, else the latest) or by `name@vN`. */
export async function findDataset(db: Db, projectId: string, ref: string): Promise<DatasetRow | null> {
  const parsed = parseDatasetRef(ref);
  if (!parsed) return /^[0-9a-f-]{36}$/.test(ref) ? await findDatasetById(db, ref, projectId) : null;
  const { name, version } = parsed;
  const where = { projectId, name, ...(version === null ? {} : { version }) };
  const newest = { orderBy: { version: "desc" }, select: { id: true } } as const;
  const found =
    (await db.trainingDataset.findFirst({ where: { ...where, status: "built" }, ...newest })) ??
    (await db.trainingDataset.findFirst({ where, ...newest }));
  return found && (await findDatasetById(db, found.id, projectId));
}

export async function findDatasetById(db: Db, id: string, projectId?: string): Promise<DatasetRow | null> {
  const row = await db.trainingDataset.findFirst({ where: { id, ...(projectId ? { projectId } : {}) } });
  if (!row) return null;
  const { runId, rowCount, status, ...rest } = row;
  return {
    ...rest,
    rowCount: rowCount === null ? null : Number(rowCount),
    status: status as DatasetStatus,
    run: await findDatasetRun(db, runId),
  };
}

/** All versions of a name, newest first. */
export async function listDatasetVersions(db: Db, projectId: string, name: string): Promise<DatasetHead[]> {
  const rows = await db.trainingDataset.findMany({
    where: { projectId, name },
    select: HEAD,
    orderBy: { version: "desc" },
    take: 200,
  });
  return rows.map(headOf);
}

/** The latest version of each name, newest first. */
export async function listDatasets(
  db: Db,
  projectId: string,
  { limit, after }: { limit: number; after: { at: Date; id: string } | null },
): Promise<DatasetHead[]> {
  const latest = await db.trainingDataset.groupBy({
    by: ["name"],
    where: { projectId },
    _max: { version: true },
  });
  const rows = await db.trainingDataset.findMany({
    where: {
      projectId,
      OR: latest.map(({ name, _max }) => ({ name, version: _max.version ?? 0 })),
      ...(after
        ? { AND: { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] } }
        : {}),
    },
    select: HEAD,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(headOf);
}

/** Verifications of a dataset, newest first. */
export async function listChecks(db: Db, datasetId: string, limit: number): Promise<DatasetCheckRow[]> {
  const rows = await db.datasetCheck.findMany({
    where: { datasetId },
    orderBy: { createdAt: "desc" },
    take: limit,
  });
  return await Promise.all(
    rows.map(async ({ id, runId, result, createdBy, createdAt }) => ({
      id,
      result,
      createdBy,
      createdAt,
      run: await findDatasetRun(db, runId),
    })),
  );
}

export async function findCheck(
  db: Db,
  id: string,
): Promise<(DatasetCheckRow & { datasetId: string }) | null> {
  const row = await db.datasetCheck.findUnique({ where: { id } });
  if (!row) return null;
  const { datasetId, runId, result, createdBy, createdAt } = row;
  return { id, datasetId, result, createdBy, createdAt, run: await findDatasetRun(db, runId) };
}

/** Datasets and verifications whose run has not ended: after a crash their jobs may be lost. */
export async function listUnfinished(db: Db): Promise<{ datasets: string[]; checks: string[] }> {
  const runs = await db.run.findMany({
    where: { kind: { in: ["dataset", "dataset_check"] }, status: { in: OPEN } },
    select: { id: true },
  });
  const runId = { in: runs.map((run) => run.id) };
  const [datasets, checks] = await Promise.all([
    db.trainingDataset.findMany({ where: { runId }, select: { id: true } }),
    db.datasetCheck.findMany({ where: { runId }, select: { id: true } }),
  ]);
  return { datasets: datasets.map(({ id }) => id), checks: checks.map(({ id }) => id) };
}

const OPEN = ["queued", "running"];

/** @returns false when the run has ended meanwhile, for example because somebody cancelled it. */
export async function reportRun(
  db: Db,
  runId: string,
  { phase, percent, at }: { phase: string; percent: number | null; at: Date },
): Promise<boolean> {
  const { count } = await db.run.updateMany({
    where: { id: runId, status: { in: OPEN } },
    data: { status: "running", progress: { phase, percent }, updatedAt: at },
  });
  return count === 1;
}

/** @returns false when it had ended before. */
export async function endRun(
  db: Db,
  runId: string,
  { status, error, at }: { status: "succeeded" | "failed" | "cancelled"; error: string | null; at: Date },
): Promise<boolean> {
  const { count } = await db.run.updateMany({
    where: { id: runId, status: { in: OPEN } },
    data: { status, error, updatedAt: at, finishedAt: at },
  });
  return count === 1;
}

export async function setDatasetStatus(
  db: Db,
  id: string,
  status: "building" | "failed" | "cancelled",
): Promise<void> {
  await db.trainingDataset.updateMany({
    where: { id, status: { in: ["queued", "building"] } },
    data: { status },
  });
}

/** The one write that makes a dataset built. */
export async function finishDataset(
  db: Db,
  id: string,
  built: { plan: object; certificate: object; result: object; rowCount: number; at: Date },
): Promise<void> {
  const { plan, certificate, result, rowCount, at } = built;
  await db.trainingDataset.update({
    where: { id },
    data: { status: "built", plan, certificate, result, rowCount: BigInt(rowCount), builtAt: at },
  });
}

/** Its certificate stays. @returns false unless it was built. */
export async function markDatasetDeleted(db: Db, id: string): Promise<boolean> {
  const { count } = await db.trainingDataset.updateMany({
    where: { id, status: "built" },
    data: { status: "deleted" },
  });
  return count === 1;
}

/** Datasets that were deleted: a crash may have left their files. */
export async function listDeleted(db: Db): Promise<string[]> {
  const rows = await db.trainingDataset.findMany({ where: { status: "deleted" }, select: { id: true } });
  return rows.map(({ id }) => id);
}

export async function finishCheck(db: Db, id: string, result: object): Promise<void> {
  await db.datasetCheck.update({ where: { id }, data: { result } });
}

async function findDatasetRun(db: Db, id: string): Promise<DatasetRun> {
  const run = await db.run.findUniqueOrThrow({ where: { id } });
  const { phase, percent } = run.progress as { phase?: string; percent?: number | null };
  return {
    id,
    status: run.status,
    phase: phase ?? "",
    percent: percent ?? null,
    error: run.error,
    finishedAt: run.finishedAt,
  };
}

function headOf({
  rowCount,
  status,
  ...rest
}: Omit<DatasetHead, "rowCount" | "status"> & { rowCount: bigint | null; status: string }): DatasetHead {
  return {
    ...rest,
    rowCount: rowCount === null ? null : Number(rowCount),
    status: status as DatasetStatus,
  };
}
