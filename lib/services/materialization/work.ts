import "server-only";
import { AppError } from "@/lib/core/errors";
import { stageOf } from "@/lib/core/materialization/run";
import { formatInstant } from "@/lib/core/time/instant";
import type { EngineProgress } from "@/lib/offline/engine";
import {
  addLine,
  endAttempt,
  endOpenTasks,
  releaseRun,
  renewRun,
  takeRun,
  updateTask,
} from "@/lib/store/materialization-work";
import {
  findMaterialization,
  type MaterializationRun,
  type MaterializationTask,
} from "@/lib/store/materializations";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import { authorizeTarget } from "../offline/target";
import { commitInterval } from "./commit-interval";
import { targetComputation } from "./computation";

/** A worker that dies is not waited for longer than this. */
const LEASE_SECONDS = 15;
const RENEW_MS = 1_000;
const PROGRESS_MS = 500;
/** Trying again does not make these right. */
const FINAL_CODES = ["INVALID", "PRECONDITION", "NOT_FOUND", "FORBIDDEN"];

/**
 * Works on a run until it has ended or `signal` fires: then the next worker goes on where it stood. Intervals that are
 * committed stay so; one that was being computed is computed anew.
 */
export async function workOnRun(ctx: ServiceContext, runId: string, signal: AbortSignal): Promise<void> {
  authorize(ctx, "people:manage");
  const leaseId = ctx.newId();
  const lease = { runId, leaseId, seconds: LEASE_SECONDS };
  const projectId = await ctx.store.transaction((db) => takeRun(db, lease));
  if (projectId === null) return;
  const run = await ctx.store.read(null, (db) => findMaterialization(db, projectId, runId));
  if (!run) throw new Error(`run ${runId} is gone`);
  const stopped = new AbortController();
  let why: "cancelled" | "lost" | null = null;
  const renew = async () => {
    const { isHeld, isCancelled } = await ctx.store.transaction((db) => renewRun(db, lease));
    if (isHeld && !isCancelled) return;
    why = isHeld ? "cancelled" : "lost";
    stopped.abort();
  };
  const timer = setInterval(() => void renew().catch(() => undefined), RENEW_MS);
  try {
    await workOnTasks(ctx, { ...run, lease }, AbortSignal.any([signal, stopped.signal]));
    await finish(ctx, run, leaseId, { status: "succeeded", error: null });
  } catch (error) {
    if (why === "lost") return;
    if (why === null && signal.aborted)
      return await ctx.store.transaction((db) => releaseRun(db, runId, leaseId));
    await fail(ctx, run, leaseId, error, why === "cancelled");
  } finally {
    clearInterval(timer);
  }
}

/** A run in the hands of one worker. */
type HeldRun = MaterializationRun & { lease: { runId: string; leaseId: string; seconds: number } };

async function workOnTasks(ctx: ServiceContext, run: HeldRun, signal: AbortSignal): Promise<void> {
  const hasBegun = run.tasks.some(({ startedAt }) => startedAt !== null);
  const begins = run.attempt > 1 ? `Attempt ${run.attempt} started.` : "Started.";
  await say(ctx, run.id, "info", hasBegun && run.attempt === 1 ? "A worker goes on with it." : begins);
  for (const task of run.tasks) {
    if (task.status === "skipped" && run.attempt === 1 && !hasBegun)
      await say(ctx, run.id, "info", `${nameOf(task)} is left out: ${task.error}.`);
    if (task.status === "succeeded" || task.status === "skipped") continue;
    signal.throwIfAborted();
    await workOnTask(ctx, run, task, signal);
  }
}

async function workOnTask(
  ctx: ServiceContext,
  run: HeldRun,
  task: MaterializationTask,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = ctx.now();
  const begun = {
    status: "running",
    stage: "compute",
    percent: null,
    error: null,
    startedAt,
    finishedAt: null,
  } as const;
  await ctx.store.transaction((db) => updateTask(db, task.id, begun));
  const target = await authorizeTarget(ctx, "data:materialize", { ...task, project: run.project });
  const computation = await targetComputation(ctx, target);
  if (!computation.ok) throw new AppError("PRECONDITION", `${computation.reason}.`);
  const report = progressReport(ctx, task.id);
  const interval = { startUs: task.startUs, endUs: task.endUs };
  const done = await commitInterval(
    ctx,
    { target, computation: computation.computation, interval, runId: run.id },
    { runId: task.id, signal, onProgress: report.on },
    // With the commit or not at all: a worker that is killed here leaves neither.
    async (tx, { commit, rows }) => {
      await report.end();
      const { isHeld } = await renewRun(tx.db, run.lease);
      if (!isHeld) throw new AppError("CONFLICT", "Another worker has taken this run over.");
      await updateTask(tx.db, task.id, {
        status: "succeeded",
        stage: "serve",
        phase: null,
        percent: 100,
        commit,
        rows: BigInt(rows),
        digest: computation.digest,
        finishedAt: tx.at,
      });
    },
  );
  const replaced = done.replaced > 0 ? ` in the place of ${done.replaced}` : "";
  await say(
    ctx,
    run.id,
    "info",
    `${nameOf(task)} ${rangeText(task)}: ${done.rows} rows${replaced}, commit ${done.commit}.`,
  );
}

/** Writes progress down now and then; `end` waits for what is still being written. */
function progressReport(ctx: ServiceContext, taskId: string) {
  let lastMs = 0;
  let lastPhase = "";
  let isOver = false;
  let writing: Promise<unknown> = Promise.resolve();
  const on = ({ phase, percent }: EngineProgress) => {
    const nowMs = performance.now();
    if (isOver || (phase === lastPhase && nowMs - lastMs < PROGRESS_MS)) return;
    lastMs = nowMs;
    lastPhase = phase;
    const update = { stage: stageOf(phase), phase, percent };
    writing = writing
      .then(() => (isOver ? undefined : ctx.store.transaction((db) => updateTask(db, taskId, update))))
      .catch(() => undefined);
  };
  const end = async () => {
    isOver = true;
    await writing;
  };
  return { on, end };
}

async function fail(
  ctx: ServiceContext,
  run: MaterializationRun,
  leaseId: string,
  error: unknown,
  isCancelled: boolean,
): Promise<void> {
  const known = error instanceof AppError ? error : null;
  const message = known ? known.message : "A fault of Asof itself; the log of the worker has it.";
  const mayRetry = run.attempt <= run.retries && !(known && FINAL_CODES.includes(known.code));
  const status = isCancelled ? "cancelled" : mayRetry ? "queued" : "failed";
  await finish(ctx, run, leaseId, { status, error: isCancelled ? null : message });
  if (!known && !isCancelled) throw error;
}

interface End {
  status: "succeeded" | "failed" | "cancelled" | "queued";
  error: string | null;
}

async function finish(
  ctx: ServiceContext,
  run: MaterializationRun,
  leaseId: string,
  { status, error }: End,
): Promise<void> {
  const at = ctx.now();
  const notBefore = status === "queued" ? new Date(at.getTime() + 1_000 * run.retryDelaySeconds) : null;
  const isOurs = await ctx.store.transaction(async (db) => {
    const isHeld = await endAttempt(db, { runId: run.id, leaseId }, { status, error, at, notBefore });
    if (isHeld) await endOpenTasks(db, run.id, { isCancelled: status === "cancelled", error, at });
    return isHeld;
  });
  if (!isOurs) return;
  if (error !== null) await say(ctx, run.id, "error", error);
  if (notBefore !== null)
    await say(ctx, run.id, "info", `Will be tried again at ${notBefore.toISOString()}.`);
  else if (status === "succeeded") await say(ctx, run.id, "info", "Done.");
  else if (status === "cancelled") await say(ctx, run.id, "info", "Cancelled.");
}

async function say(
  ctx: ServiceContext,
  runId: string,
  level: "info" | "error",
  message: string,
): Promise<void> {
  await ctx.store.transaction((db) => addLine(db, { runId, at: ctx.now(), level, message }));
}

function nameOf({ group, version }: MaterializationTask): string {
  return `${group}@v${version}`;
}

function rangeText({ startUs, endUs }: MaterializationTask): string {
  return `[${formatInstant(startUs)}, ${formatInstant(endUs)})`;
}
