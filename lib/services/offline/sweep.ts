import "server-only";
import { AppError } from "@/lib/core/errors";
import { versionFolder } from "@/lib/core/offline/layout";
import { listLocked } from "@/lib/store/offline-locks";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import { removeFiles } from "./remove-files";
import { withWriteLock } from "./write-lock";

const DEADLINE_MS = 60_000;

/**
 * Cleans up behind writers that were killed: each left its lock, and perhaps files that no commit names. Those that are
 * still at work are left alone.
 *
 * @returns how many places were cleaned.
 */
export async function sweepAfterCrash(ctx: ServiceContext, signal: AbortSignal): Promise<number> {
  authorize(ctx, "people:manage");
  const locked = await ctx.store.read(null, listLocked);
  let swept = 0;
  for (const { groupVersionId, number, groupId, projectId } of locked) {
    const target = { folder: versionFolder(projectId, groupId, number), version: { id: groupVersionId } };
    try {
      await withWriteLock(ctx, { groupVersionId, operation: "sweep", signal }, (lock) =>
        removeFiles(ctx, target, { runId: lock.id, signal: lock.signal, deadlineMs: DEADLINE_MS }),
      );
      swept++;
    } catch (error) {
      // Somebody writes there, and sweeps before that.
      if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
    }
  }
  return swept;
}
