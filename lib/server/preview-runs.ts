import "server-only";
import type { RunProgress } from "@/lib/contracts/preview";
import { AppError, notFound } from "@/lib/core/errors";
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

/** NOT_FOUND once it has ended, and for everybody but its person. */
export function previewProgress(ctx: ServiceContext, runId: string): RunProgress {
  return find(ctx, runId).progress;
}

/** The preview fails with CANCELLED, as soon as the engine has let go. */
export function cancelPreview(ctx: ServiceContext, runId: string): void {
  find(ctx, runId).abort.abort();
}

function find(ctx: ServiceContext, runId: string): RunningPreview {
  const { personId } = ctx.actor.rights;
  if (personId === null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  const preview = running.get(runId);
  if (!preview || preview.personId !== personId) throw notFound("This preview");
  return preview;
}
