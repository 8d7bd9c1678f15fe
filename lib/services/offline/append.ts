import "server-only";
import { AppError, invalid } from "@/lib/core/errors";
import { formatInstant } from "@/lib/core/time/instant";
import type { EngineProgress } from "@/lib/offline/engine";
import type { RowProblem, RowsInput, StoredFileFacts, WrittenRows } from "@/lib/offline/stored";
import type { Change } from "@/lib/store/change";
import {
  type CommitRow,
  findCommit,
  insertCommit,
  listKeptNames,
  type NewFile,
} from "@/lib/store/offline-commits";
import {
  closeQuarantine,
  findKeptWrite,
  insertKeptWrite,
  insertQuarantine,
} from "@/lib/store/offline-quarantine";
import { change, type ServiceContext } from "../context";
import type { OfflineTarget } from "./target";
import { type WriteLock, withWriteLock } from "./write-lock";

/** Long enough for tens of millions of rows; a page or a script that waits can give up earlier. */
export const WRITE_DEADLINE_MS = 30 * 60_000;

export interface Append {
  input: RowsInput;
  badRows: "refuse" | "quarantine";
  message: string | null;
  /** The event times that these rows are all of, [start, end), microseconds; `null` = not said. */
  interval: { startUs: bigint; endUs: bigint } | null;
  /** The caller's key for this very write, and the digest of everything it says. */
  idempotency: { key: string; digest: string } | null;
  /** The quarantine that is written again, and ends with it. */
  replayOf: string | null;
}

export interface AppendRun {
  runId: string;
  signal?: AbortSignal;
  onProgress?: (progress: EngineProgress) => void;
}

/** What a write did; plain JSON, so that it can be answered again. */
export interface AppendResult {
  /** `null` when no row was right. */
  commit: number | null;
  rows: number;
  quarantined: number;
  quarantine_id: string | null;
  /** The first 20. */
  problems: RowProblem[];
}

/**
 * Adds rows to the offline store: checked, written and synced by the engine, then committed with the audit entry in one
 * transaction. A crash before that leaves files that nobody reads and the next writer removes.
 */
export async function appendRows(
  ctx: ServiceContext,
  target: OfflineTarget,
  append: Append,
  run: AppendRun,
): Promise<AppendResult> {
  const groupVersionId = target.version.id;
  const lockOptions = { groupVersionId, operation: append.replayOf ? "replay" : "write", signal: run.signal };
  return await withWriteLock(ctx, lockOptions, async (lock) => {
    const kept = await keptResult(ctx, groupVersionId, append);
    if (kept) return kept;
    const call = { ...run, signal: lock.signal, deadlineMs: WRITE_DEADLINE_MS };
    await sweepTarget(ctx, target, call);
    const parent = await ctx.store.read(null, (db) => findCommit(db, groupVersionId));
    const written = await ctx.engine.writeRows(
      {
        input: append.input,
        schema: target.schema,
        folder: target.folder,
        writeId: lock.id,
        commit: (parent?.number ?? 0) + 1,
        firstSeq: (parent?.lastSeq ?? 0n) + 1n,
        buckets: parent?.buckets ?? null,
        badRows: append.badRows,
      },
      call,
    );
    requireInterval(written.files, append.interval);
    return await change(ctx, (tx) => commitRows(tx, ctx, { target, append, written, lock }));
  });
}

/** Removes what killed writers left. Only under the write lock. */
export async function sweepTarget(
  ctx: ServiceContext,
  { folder, version }: { folder: string; version: { id: string } },
  call: AppendRun & { deadlineMs: number },
): Promise<void> {
  const keep = await ctx.store.read(null, (db) => listKeptNames(db, version.id));
  await ctx.engine.sweepFolder({ folder, keep }, call);
}

/** Files of the engine as the store keeps them. */
export function newFiles(files: readonly StoredFileFacts[]): NewFile[] {
  return files.map(({ rows, bytes, ...file }) => ({ ...file, rows: BigInt(rows), bytes: BigInt(bytes) }));
}

async function keptResult(
  ctx: ServiceContext,
  groupVersionId: string,
  { idempotency }: Append,
): Promise<AppendResult | null> {
  if (!idempotency) return null;
  const { key } = idempotency;
  const kept = await ctx.store.read(null, (db) => findKeptWrite(db, groupVersionId, actorId(ctx), key));
  if (!kept) return null;
  if (kept.bodyDigest !== idempotency.digest) {
    throw invalid([
      { path: "Idempotency-Key", message: "was used for another body; a key belongs to one write" },
    ]);
  }
  // Safe: nobody but commitRows writes it.
  return kept.result as unknown as AppendResult;
}

function actorId({ actor }: ServiceContext): string {
  return actor.id ?? actor.name;
}

function requireInterval(files: readonly StoredFileFacts[], interval: Append["interval"]): void {
  if (!interval) return;
  const outside = files.find(
    ({ minEventUs, maxEventUs }) => minEventUs < interval.startUs || maxEventUs >= interval.endUs,
  );
  if (!outside) return;
  throw invalid([
    {
      path: "interval",
      message: `rows lie outside of it: they reach from ${formatInstant(outside.minEventUs)} to ${formatInstant(outside.maxEventUs)}`,
      expected: `event times from ${formatInstant(interval.startUs)}, before ${formatInstant(interval.endUs)}`,
    },
  ]);
}

interface Commit {
  target: OfflineTarget;
  append: Append;
  written: WrittenRows;
  lock: WriteLock;
}

async function commitRows(tx: Change, ctx: ServiceContext, commit: Commit): Promise<AppendResult> {
  const { target, append, written, lock } = commit;
  await lock.require(tx);
  const row = written.files.length === 0 ? null : await insertRows(tx, ctx, commit);
  const quarantineId = written.quarantine ? tx.newId() : null;
  if (written.quarantine && quarantineId) {
    const { rows, bytes, ...quarantine } = written.quarantine;
    await insertQuarantine(tx, {
      ...quarantine,
      id: quarantineId,
      groupVersionId: target.version.id,
      rows: BigInt(rows),
      bytes: BigInt(bytes),
      commit: row?.number ?? null,
      message: append.message,
    });
  }
  if (append.replayOf) {
    const end = { status: "replayed", replayCommit: row?.number ?? null } as const;
    if (!(await closeQuarantine(tx, append.replayOf, end)))
      throw new AppError("CONFLICT", "Somebody else has written these rows again, or discarded them.");
  }
  const result: AppendResult = {
    commit: row?.number ?? null,
    rows: written.rowCount,
    quarantined: written.quarantine?.rows ?? 0,
    quarantine_id: quarantineId,
    problems: written.quarantine?.problems ?? [],
  };
  if (append.idempotency) {
    const { key, digest: bodyDigest } = append.idempotency;
    const { version } = target;
    await insertKeptWrite(tx, {
      groupVersionId: version.id,
      actorId: actorId(ctx),
      key,
      bodyDigest,
      result: JSON.parse(JSON.stringify(result)),
    });
  }
  await recordAppend(tx, commit, result, row);
  return result;
}

async function insertRows(
  tx: Change,
  ctx: ServiceContext,
  { target, append, written }: Commit,
): Promise<CommitRow> {
  return await insertCommit(tx, {
    groupVersionId: target.version.id,
    kind: "append",
    rows: BigInt(written.rowCount),
    buckets: written.buckets,
    startUs: append.interval?.startUs ?? null,
    endUs: append.interval?.endUs ?? null,
    beforeUs: null,
    definitionDigest: target.version.digest,
    writtenById: ctx.actor.id,
    message: append.message,
    added: newFiles(written.files),
    removed: [],
  });
}

async function recordAppend(
  tx: Change,
  { target, append }: Commit,
  result: AppendResult,
  row: CommitRow | null,
): Promise<void> {
  const { commit, rows, quarantined } = result;
  await tx.record({
    action: append.replayOf ? "data:replay" : "data:write",
    projectId: target.projectId,
    target: { kind: "group", id: target.group.id, name: target.group.name },
    after: row?.checksum ?? null,
    details: {
      version: target.version.number,
      commit,
      rows,
      quarantined,
      message: append.message,
      replay_of: append.replayOf,
    },
  });
}
