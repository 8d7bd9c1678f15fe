import "server-only";
import type { RunProgress, RunState } from "@/lib/contracts/preview";
import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "@/lib/services/context";

interface RunningPreview {
  personId: string | null;
  abort: AbortController;
  progress: RunProgress;
}

/** Shared by the copies of this module in one process: the action's and those of the routes. */
const holder = globalThis as typeof globalThis & { asofPreviewRuns?: Map<string, RunningPreview> };
holder.asofPreviewRuns ??= new Map();
const running = holder.asofPreviewRuns;

const PER_PERSON_MAX = 8;

/**
 * Runs a preview so that its person can ask how far it is and cancel it, by an id of their choosing. It ends with
 * the request that waits for it: nothing of it outlives the process.
 */
export async function withPreviewRun<T>(
  ctx: ServiceContext,
  { runId, signal }: { runId: string; signal?: AbortSignal },
  work: (run: {
    runId: string;
    signal: AbortSignal;
    onProgress: (progress: RunProgress) => void;
  }) => Promise<T>,
): Promise<T> {
  const { personId } = ctx.actor.rights;
  if (running.has(runId)) throw new AppError("CONFLICT", "A preview with this id is running already.");
  const own = [...running.values()].filter((preview) => preview.personId === personId);
  if (own.length >= PER_PERSON_MAX) {
    throw new AppError("LIMIT", `At most ${PER_PERSON_MAX} previews of one person run at a time.`, {
      retryAfterSeconds: 5,
    });
  }
  const preview: RunningPreview = {
    personId,
    abort: new AbortController(),
    progress: { phase: "starting", percent: null },
  };
  running.set(runId, preview);
  try {
    return await work({
      runId,
      signal: signal ? AbortSignal.any([signal, preview.abort.signal]) : preview.abort.signal,
      onProgress: (progress) => {
        preview.progress = progress;
      },
    });
  } finally {
    running.delete(runId);
  }
}

const NOT_RUNNING: RunState = { phase: null, percent: null };

/**
 * To everybody but its person it does not run. That is an answer and no error: who follows a run always asks once too
 * early or too late, and browsers report every error on their own.
 */
export function previewProgress(ctx: ServiceContext, runId: string): RunState {
  return find(ctx, runId)?.progress ?? NOT_RUNNING;
}

/** The preview fails with CANCELLED, as soon as the engine has let go. What does not run needs no cancelling. */
export function cancelPreview(ctx: ServiceContext, runId: string): void {
  find(ctx, runId)?.abort.abort();
}

function find(ctx: ServiceContext, runId: string): RunningPreview | null {
  const { personId } = ctx.actor.rights;
  if (personId === null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  const preview = running.get(runId);
  return preview?.personId === personId ? preview : null;
}
