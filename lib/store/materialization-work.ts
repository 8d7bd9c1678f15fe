import "server-only";
import type { RunStatus, TaskStage, TaskStatus } from "@/lib/core/materialization/run";
import type { Db } from "./client";

/** Runs that wait for somebody: queued and due, or left by a worker that gives no sign of life. Oldest first. */
export async function listDueRuns(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM materialization_run
    WHERE (status = 'queued' AND (not_before IS NULL OR not_before <= clock_timestamp()))
      OR (status = 'running' AND lease_until < clock_timestamp())
    ORDER BY created_at LIMIT 100`;
  return rows.map(({ id }) => id);
}

/**
 * Takes a run that waits. Its next attempt begins when it was queued; one that was left goes on.
 *
 * @returns the project it belongs to, or `null` when somebody else has it, or it has ended.
 */
export async function takeRun(
  db: Db,
  lease: { runId: string; leaseId: string; seconds: number },
): Promise<string | null> {
  const rows = await db.$queryRaw<{ project_id: string }[]>`
    UPDATE materialization_run SET
      attempt = attempt + CASE status WHEN 'queued' THEN 1 ELSE 0 END,
      status = 'running', started_at = COALESCE(started_at, clock_timestamp()), not_before = NULL,
      lease_id = ${lease.leaseId}::uuid, lease_until = clock_timestamp() + make_interval(secs => ${lease.seconds})
    WHERE id = ${lease.runId}::uuid
      AND ((status = 'queued' AND (not_before IS NULL OR not_before <= clock_timestamp()))
        OR (status = 'running' AND lease_until < clock_timestamp()))
    RETURNING project_id`;
  return rows[0]?.project_id ?? null;
}

/** @returns whether the run is still this worker's, and whether somebody wants it to stop. */
export async function renewRun(
  db: Db,
  { runId, leaseId, seconds }: { runId: string; leaseId: string; seconds: number },
): Promise<{ isHeld: boolean; isCancelled: boolean }> {
  const rows = await db.$queryRaw<{ cancel_requested: boolean }[]>`
    UPDATE materialization_run SET lease_until = clock_timestamp() + make_interval(secs => ${seconds})
    WHERE id = ${runId}::uuid AND lease_id = ${leaseId}::uuid AND status = 'running'
    RETURNING cancel_requested`;
  return { isHeld: rows.length === 1, isCancelled: rows[0]?.cancel_requested ?? false };
}

/** Lets go of a run without ending it: the next worker goes on at once. */
export async function releaseRun(db: Db, runId: string, leaseId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE materialization_run SET lease_until = '-infinity' WHERE id = ${runId}::uuid AND lease_id = ${leaseId}::uuid`;
}

/** Ends an attempt. @returns false when the run has gone to somebody else. */
export async function endAttempt(
  db: Db,
  lease: { runId: string; leaseId: string },
  end: { status: RunStatus; error: string | null; at: Date; notBefore: Date | null },
): Promise<boolean> {
  const { count } = await db.materializationRun.updateMany({
    where: { id: lease.runId, leaseId: lease.leaseId, status: "running" },
    data: {
      status: end.status,
      error: end.error,
      notBefore: end.notBefore,
      finishedAt: end.status === "queued" ? null : end.at,
      leaseId: null,
      leaseUntil: null,
    },
  });
  return count === 1;
}

/** With the end of an attempt, the task that was at work ends too; when the run is cancelled, so do those that wait. */
export async function endOpenTasks(
  db: Db,
  runId: string,
  { isCancelled, error, at }: { isCancelled: boolean; error: string | null; at: Date },
): Promise<void> {
  const status = isCancelled ? "cancelled" : "failed";
  await db.materializationTask.updateMany({
    where: { runId, status: "running" },
    data: { status, error, phase: null, percent: null, finishedAt: at },
  });
  if (!isCancelled) return;
  await db.materializationTask.updateMany({ where: { runId, status: "waiting" }, data: { status } });
}

/** What of a task changes while it is worked on. */
export interface TaskUpdate {
  status?: TaskStatus;
  stage?: TaskStage;
  phase?: string | null;
  percent?: number | null;
  commit?: number;
  rows?: bigint;
  digest?: string;
  error?: string | null;
  startedAt?: Date;
  finishedAt?: Date | null;
}

export async function updateTask(db: Db, id: string, update: TaskUpdate): Promise<void> {
  await db.materializationTask.update({ where: { id }, data: update });
}

export async function addLine(
  db: Db,
  line: { runId: string; at: Date; level: "info" | "error"; message: string },
): Promise<void> {
  await db.materializationLine.create({ data: line });
}
