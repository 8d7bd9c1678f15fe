import "server-only";
import { AppError } from "@/lib/core/errors";
import type { EngineCall } from "@/lib/offline/engine";
import { reportRun } from "@/lib/store/datasets";
import type { ServiceContext } from "../context";

const REPORT_MS = 500;
const DEADLINE_MS = 60 * 60_000;

/**
 * Does the work of a run: people see how far it is, and the wish to cancel it reaches the engine.
 *
 * @returns why it failed, in words for people, or `null` when it was done or cancelled: whoever cancelled has written so.
 * @throws whatever stopped it when the worker itself is stopping: the run stays open, and the job comes again.
 */
export async function runWork(
  ctx: ServiceContext,
  { runId, signal }: { runId: string; signal: AbortSignal },
  work: (call: EngineCall) => Promise<void>,
): Promise<string | null> {
  const cancelled = new AbortController();
  let progress: { phase: string; percent: number | null } = { phase: "starting", percent: null };
  const report = async () => {
    const isOpen = await ctx.store.transaction((db) => reportRun(db, runId, { ...progress, at: ctx.now() }));
    if (!isOpen) cancelled.abort();
  };
  await report();
  if (cancelled.signal.aborted) return null;
  // A report that is missed is made up for by the next.
  const timer = setInterval(() => void report().catch(() => undefined), REPORT_MS);
  try {
    await work({
      runId,
      deadlineMs: DEADLINE_MS,
      signal: AbortSignal.any([signal, cancelled.signal]),
      onProgress: (next) => {
        progress = next;
      },
    });
    return null;
  } catch (error) {
    if (signal.aborted) throw error;
    if (cancelled.signal.aborted) return null;
    if (error instanceof AppError) return error.message;
    throw error;
  } finally {
    clearInterval(timer);
  }
}
