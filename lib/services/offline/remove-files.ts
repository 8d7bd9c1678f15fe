import "server-only";
import { deletableFiles } from "@/lib/core/offline/history";
import { listRemovedFiles, markDeleted } from "@/lib/store/offline-commits";
import { lockPinned } from "@/lib/store/offline-pins";
import type { ServiceContext } from "../context";
import { type AppendRun, sweepTarget } from "./append";

/**
 * Takes files off the disk that no reader and no dataset holds, and that time travel can do without. Only under the
 * write lock. First the metadata says that they are gone, then they go: in between nobody starts to read them.
 *
 * @returns how many files and bytes went.
 */
export async function removeFiles(
  ctx: ServiceContext,
  target: { folder: string; version: { id: string } },
  call: AppendRun & { deadlineMs: number },
): Promise<{ files: number; bytes: number }> {
  const groupVersionId = target.version.id;
  const gone = await ctx.store.transaction(async (db) => {
    const pinned = await lockPinned(db, groupVersionId);
    const { files, restated } = await listRemovedFiles(db, groupVersionId);
    const found = deletableFiles(files, restated, pinned);
    await markDeleted(
      db,
      found.map(({ id }) => id),
      ctx.now(),
    );
    return found;
  });
  await sweepTarget(ctx, target, call);
  return { files: gone.length, bytes: gone.reduce((sum, file) => sum + Number(file.bytes), 0) };
}
