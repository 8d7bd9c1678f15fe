import "server-only";
import { filesAt } from "@/lib/core/offline/history";
import type { WrittenRows } from "@/lib/offline/stored";
import {
  type CommitRow,
  type FileRow,
  findCommit,
  insertCommit,
  listFiles,
} from "@/lib/store/offline-commits";
import { change, type ServiceContext } from "../context";
import { type AppendRun, newFiles, sweepTarget, WRITE_DEADLINE_MS } from "./append";
import { removeFiles } from "./remove-files";
import { relationOf } from "./snapshot";
import type { OfflineTarget } from "./target";
import { type WriteLock, withWriteLock } from "./write-lock";

/** Which files are replaced, and by what of their rows. */
export interface Rewrite {
  kind: "compact" | "retain";
  /** Removed without looking into them. */
  dropped: readonly FileRow[];
  /** Removed, and their rows written again. */
  rewritten: readonly FileRow[];
  buckets: number;
  /** Rows with an event time before this are left out. */
  fromUs: bigint | null;
}

export interface RewriteResult {
  /** `null` = there was nothing to do. */
  commit: number | null;
  /** Files that took the place of others. */
  files_removed: number;
  files_added: number;
  rows_dropped: number;
  /** Files that left the disk, of this commit and of earlier ones; those that somebody reads stay. */
  files_deleted: number;
  bytes_deleted: number;
}

/** The latest commit and the files that are live at it. */
export async function latestFiles(
  ctx: ServiceContext,
  target: OfflineTarget,
): Promise<{ commit: CommitRow; live: FileRow[] } | null> {
  return await ctx.store.read(null, async (db) => {
    const commit = await findCommit(db, target.version.id);
    if (!commit) return null;
    return { commit, live: filesAt(await listFiles(db, target.version.id, commit.number), commit.number) };
  });
}

/** Replaces files of the latest commit in one step; readers of it and of earlier commits notice nothing. */
export async function rewriteFiles(
  ctx: ServiceContext,
  target: OfflineTarget,
  operation: Rewrite["kind"],
  run: AppendRun,
  plan: (latest: { commit: CommitRow; live: FileRow[] }) => Rewrite | null,
): Promise<RewriteResult> {
  const lockOptions = { groupVersionId: target.version.id, operation, signal: run.signal };
  return await withWriteLock(ctx, lockOptions, async (lock) => {
    const call = { ...run, signal: lock.signal, deadlineMs: WRITE_DEADLINE_MS };
    await sweepTarget(ctx, target, call);
    const latest = await latestFiles(ctx, target);
    const rewrite = latest && plan(latest);
    const done = rewrite ? await commitRewrite(ctx, target, rewrite, lock, call) : NOTHING;
    const { files, bytes } = await removeFiles(ctx, target, call);
    return { ...done, files_deleted: files, bytes_deleted: bytes };
  });
}

type Done = Omit<RewriteResult, "files_deleted" | "bytes_deleted">;
const NOTHING: Done = { commit: null, files_removed: 0, files_added: 0, rows_dropped: 0 };

async function commitRewrite(
  ctx: ServiceContext,
  target: OfflineTarget,
  rewrite: Rewrite,
  lock: WriteLock,
  call: AppendRun & { deadlineMs: number },
): Promise<Done> {
  const { kind, dropped, rewritten, buckets, fromUs } = rewrite;
  const written = await writeAgain(ctx, target, rewrite, lock, call);
  const removed = [...dropped, ...rewritten];
  return await change(ctx, async (tx) => {
    await lock.require(tx);
    const added = newFiles(written?.files ?? []);
    const commit = await insertCommit(tx, {
      groupVersionId: target.version.id,
      kind,
      rows: 0n,
      buckets,
      startUs: null,
      endUs: null,
      beforeUs: kind === "retain" ? fromUs : null,
      definitionDigest: target.version.digest,
      writtenById: ctx.actor.id,
      message: null,
      added,
      removed,
    });
    const rowsDropped = removed.reduce((sum, file) => sum + file.rows, 0n) - BigInt(written?.rowCount ?? 0);
    const done = {
      commit: commit.number,
      files_removed: removed.length,
      files_added: added.length,
      rows_dropped: Number(rowsDropped),
    };
    await tx.record({
      action: `data:${kind}`,
      projectId: target.projectId,
      target: { kind: "group", id: target.group.id, name: target.group.name },
      after: commit.checksum,
      details: { version: target.version.number, ...done },
    });
    return done;
  });
}

async function writeAgain(
  ctx: ServiceContext,
  { schema, folder }: OfflineTarget,
  { rewritten, buckets, fromUs }: Rewrite,
  lock: WriteLock,
  call: AppendRun & { deadlineMs: number },
): Promise<WrittenRows | null> {
  if (rewritten.length === 0) return null;
  const relation = relationOf(schema, folder, { number: 0, buckets }, rewritten, null);
  const without = fromUs === null ? null : { startUs: null, endUs: fromUs };
  return await ctx.engine.rewriteRows({ folder, writeId: lock.id, relation, schema, buckets, without }, call);
}
