import "server-only";
import type { Json } from "@/lib/core/canonical-json";
import type { RunStatus, TaskStage, TaskStatus } from "@/lib/core/materialization/run";
import type { Change } from "./change";
import type { Db } from "./client";

/** A request to compute rows. */
export interface MaterializationRun {
  id: string;
  projectId: string;
  project: string;
  group: string;
  version: number;
  groupId: string;
  request: Json;
  status: RunStatus;
  attempt: number;
  retries: number;
  retryDelaySeconds: number;
  notBefore: Date | null;
  cancelRequested: boolean;
  scheduledFor: Date | null;
  error: string | null;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  tasks: MaterializationTask[];
}

/** One interval of one group version. Event times are microseconds since 1970 UTC. */
export interface MaterializationTask {
  id: string;
  position: number;
  group: string;
  version: number;
  startUs: bigint;
  endUs: bigint;
  status: TaskStatus;
  stage: TaskStage;
  phase: string | null;
  percent: number | null;
  commit: number | null;
  rows: bigint | null;
  error: string | null;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface NewRun
  extends Pick<
    MaterializationRun,
    "id" | "projectId" | "groupId" | "request" | "retries" | "retryDelaySeconds"
  > {
  groupVersionId: string;
  scheduledFor: Date | null;
  tasks: { groupVersionId: string; startUs: bigint; endUs: bigint; skipped: string | null }[];
}

/** A run without anything to do has succeeded when it begins. */
export async function insertRun(tx: Change, { tasks, request, ...run }: NewRun): Promise<void> {
  const isDone = tasks.every(({ skipped }) => skipped !== null);
  await tx.db.materializationRun.create({
    data: {
      ...run,
      request: request as object,
      status: isDone ? "succeeded" : "queued",
      attempt: 0,
      cancelRequested: false,
      createdBy: tx.actorName,
      createdAt: tx.at,
      finishedAt: isDone ? tx.at : null,
    },
  });
  await tx.db.materializationTask.createMany({
    data: tasks.map(({ skipped, ...task }, position) => ({
      ...task,
      id: tx.newId(),
      runId: run.id,
      position: position + 1,
      status: skipped === null ? "waiting" : "skipped",
      stage: "compute",
      error: skipped,
    })),
  });
}

const NAMES = {
  number: true,
  group: { select: { name: true, project: { select: { name: true } } } },
} as const;
const WITH_TASKS = {
  version: { select: NAMES },
  tasks: { orderBy: { position: "asc" }, include: { version: { select: NAMES } } },
} as const;

export async function findMaterialization(
  db: Db,
  projectId: string,
  id: string,
): Promise<MaterializationRun | null> {
  const row = await db.materializationRun.findFirst({ where: { id, projectId }, include: WITH_TASKS });
  return row && toRun(row);
}

/** Of a project, or of one group; newest first. */
export async function listMaterializations(
  db: Db,
  where: { projectId: string; groupId?: string },
  page: { before: Date | null; limit: number },
): Promise<MaterializationRun[]> {
  const rows = await db.materializationRun.findMany({
    where: { ...where, ...(page.before === null ? {} : { createdAt: { lt: page.before } }) },
    orderBy: { createdAt: "desc" },
    take: page.limit,
    include: WITH_TASKS,
  });
  return rows.map(toRun);
}

type StoredNames = { number: number; group: { name: string; project: { name: string } } };
type StoredTask = Omit<MaterializationTask, "group" | "version" | "status" | "stage"> & {
  status: string;
  stage: string;
  version: StoredNames;
};
type StoredRun = Omit<
  MaterializationRun,
  "project" | "group" | "version" | "request" | "status" | "tasks"
> & {
  request: unknown;
  status: string;
  version: StoredNames;
  tasks: StoredTask[];
};

function toRun(row: StoredRun): MaterializationRun {
  const { version, tasks, request, status, ...run } = row;
  return {
    id: run.id,
    projectId: run.projectId,
    project: version.group.project.name,
    group: version.group.name,
    version: version.number,
    groupId: run.groupId,
    // Nobody but insertRun writes it; check constraints hold the lists of states.
    request: request as Json,
    status: status as RunStatus,
    attempt: run.attempt,
    retries: run.retries,
    retryDelaySeconds: run.retryDelaySeconds,
    notBefore: run.notBefore,
    cancelRequested: run.cancelRequested,
    scheduledFor: run.scheduledFor,
    error: run.error,
    createdBy: run.createdBy,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    tasks: tasks.map(toTask),
  };
}

function toTask({ version, status, stage, ...task }: StoredTask): MaterializationTask {
  return {
    id: task.id,
    position: task.position,
    group: version.group.name,
    version: version.number,
    startUs: task.startUs,
    endUs: task.endUs,
    status: status as TaskStatus,
    stage: stage as TaskStage,
    phase: task.phase,
    percent: task.percent,
    commit: task.commit,
    rows: task.rows,
    error: task.error,
    startedAt: task.startedAt,
    finishedAt: task.finishedAt,
  };
}

/** Which definition computed each commit of a group version that was materialized. */
export async function listComputedBy(db: Db, groupVersionId: string): Promise<Map<number, string>> {
  const rows = await db.materializationTask.findMany({
    where: { groupVersionId, commit: { not: null }, digest: { not: null } },
    select: { commit: true, digest: true },
  });
  return new Map(rows.map(({ commit, digest }) => [commit ?? 0, digest ?? ""]));
}

export interface RunLine {
  id: bigint;
  at: Date;
  level: "info" | "error";
  message: string;
}

const LINES_MAX = 1_000;

/** The last lines of a run, oldest first. */
export async function listLines(db: Db, runId: string): Promise<RunLine[]> {
  const rows = await db.materializationLine.findMany({
    where: { runId },
    orderBy: { id: "desc" },
    take: LINES_MAX,
  });
  return rows.reverse().map(({ id, at, level, message }) => ({
    id,
    at,
    level: level === "error" ? "error" : "info",
    message,
  }));
}

/** Puts a run that has ended back into the queue; what it has computed stays. @returns false when it has not ended so. */
export async function requeueRun(tx: Change, runId: string): Promise<boolean> {
  const { count } = await tx.db.materializationRun.updateMany({
    where: { id: runId, status: { in: ["failed", "cancelled"] } },
    data: {
      status: "queued",
      attempt: 0,
      notBefore: null,
      cancelRequested: false,
      error: null,
      finishedAt: null,
    },
  });
  return count === 1;
}

/** Asks a run to stop; one that nobody works on stops at once. @returns false when it has ended. */
export async function requestCancel(tx: Change, runId: string): Promise<boolean> {
  const where = { id: runId, status: "queued" };
  const stopped = await tx.db.materializationRun.updateMany({
    where,
    data: { status: "cancelled", finishedAt: tx.at },
  });
  if (stopped.count === 1) {
    await tx.db.materializationTask.updateMany({
      where: { runId, status: "waiting" },
      data: { status: "cancelled" },
    });
    return true;
  }
  const asked = await tx.db.materializationRun.updateMany({
    where: { id: runId, status: "running" },
    data: { cancelRequested: true },
  });
  return asked.count === 1;
}
