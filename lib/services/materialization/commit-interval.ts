import "server-only";
import type { Computation } from "@/lib/core/materialization/computation";
import type { Interval } from "@/lib/core/materialization/interval";
import type { RowsInput } from "@/lib/offline/stored";
import type { Change } from "@/lib/store/change";
import { type CommitRow, type FileRow, insertCommit } from "@/lib/store/offline-commits";
import { change, type ServiceContext } from "../context";
import { type AppendRun, newFiles, sweepTarget, WRITE_DEADLINE_MS } from "../offline/append";
import { latestFiles } from "../offline/rewrite";
import { relationOf } from "../offline/snapshot";
import type { OfflineTarget } from "../offline/target";
import { withWriteLock } from "../offline/write-lock";

export interface IntervalCommit {
  commit: number;
  /** Computed, and replaced by them. */
  rows: number;
  replaced: number;
}

interface Request {
  target: OfflineTarget;
  computation: Computation;
  interval: Interval;
  runId: string;
}

/**
 * Computes the rows of an interval and commits them in the place of whatever rows it holds; others stay as they are, and
 * so do earlier commits.
 *
 * @param onCommit inside the transaction of the commit.
 */
export async function commitInterval(
  ctx: ServiceContext,
  request: Request,
  run: AppendRun,
  onCommit: (tx: Change, done: IntervalCommit) => Promise<void>,
): Promise<IntervalCommit> {
  const { target } = request;
  const lockOptions = { groupVersionId: target.version.id, operation: "materialize", signal: run.signal };
  return await withWriteLock(ctx, lockOptions, async (lock) => {
    const call = { ...run, signal: lock.signal, deadlineMs: WRITE_DEADLINE_MS };
    await sweepTarget(ctx, target, call);
    const latest = await latestFiles(ctx, target);
    const replaced = latest ? await filesOfInterval(ctx, request, latest, call) : NOTHING;
    const parent = latest?.commit ?? null;
    // Buckets are chosen anew while there are no rows.
    const buckets = parent && parent.totalRows > 0n ? parent.buckets : null;
    const written = await ctx.engine.writeRows(
      {
        input: inputOf(request),
        schema: target.schema,
        folder: target.folder,
        writeId: lock.id,
        commit: (parent?.number ?? 0) + 1,
        firstSeq: (parent?.lastSeq ?? 0n) + 1n,
        buckets,
        badRows: "refuse",
      },
      call,
    );
    const kept =
      replaced.cut.length === 0
        ? []
        : (
            await ctx.engine.rewriteRows(
              {
                folder: target.folder,
                writeId: ctx.newId(),
                relation: relationOf(
                  target.schema,
                  target.folder,
                  { number: 0, buckets: written.buckets },
                  replaced.cut,
                  null,
                ),
                schema: target.schema,
                buckets: written.buckets,
                without: request.interval,
              },
              call,
            )
          ).files;
    const removed = [...replaced.dropped, ...replaced.cut];
    const rows = { written: written.rowCount, replaced: rowsOf(removed) - rowsOf(newFiles(kept)) };
    const added = newFiles([...written.files, ...kept]);
    return await change(ctx, async (tx) => {
      await lock.require(tx);
      const commit = await insertCommit(tx, {
        groupVersionId: target.version.id,
        kind: removed.length > 0 ? "restate" : "append",
        rows: BigInt(rows.written),
        buckets: written.buckets,
        ...request.interval,
        beforeUs: null,
        definitionDigest: target.version.digest,
        writtenById: ctx.actor.id,
        message: null,
        added,
        removed,
      });
      return await record(tx, request, commit, rows, onCommit);
    });
  });
}

function inputOf({ computation, interval }: Request): RowsInput {
  return { ...computation, ...interval };
}

/** Files all of whose rows lie in the interval, and files that hold rows of it beside others. */
interface Replaced {
  dropped: FileRow[];
  cut: FileRow[];
}
const NOTHING: Replaced = { dropped: [], cut: [] };

async function filesOfInterval(
  ctx: ServiceContext,
  { target, interval: { startUs, endUs } }: Request,
  { commit, live }: { commit: CommitRow; live: FileRow[] },
  call: AppendRun & { deadlineMs: number },
): Promise<Replaced> {
  const touched = live.filter(({ minEventUs, maxEventUs }) => minEventUs < endUs && maxEventUs >= startUs);
  const isInside = (file: FileRow) => file.minEventUs >= startUs && file.maxEventUs < endUs;
  const cut: FileRow[] = [];
  for (const file of touched) {
    if (isInside(file)) continue;
    // A file may reach over the interval and hold nothing of it: it stays.
    const { rowCount } = await ctx.engine.countHistory(
      {
        relation: relationOf(target.schema, target.folder, commit, [file], null),
        eventTime: target.schema.eventTime,
        masked: [],
        where: [],
        sinceUs: startUs,
        untilUs: endUs,
      },
      call,
    );
    if (rowCount > 0) cut.push(file);
  }
  return { dropped: touched.filter(isInside), cut };
}

async function record(
  tx: Change,
  { target, interval, runId }: Request,
  { number, checksum }: CommitRow,
  rows: { written: number; replaced: bigint },
  onCommit: (tx: Change, done: IntervalCommit) => Promise<void>,
): Promise<IntervalCommit> {
  const done = { commit: number, rows: rows.written, replaced: Number(rows.replaced) };
  await onCommit(tx, done);
  await tx.record({
    action: "data:materialize",
    projectId: target.projectId,
    target: { kind: "group", id: target.group.id, name: target.group.name },
    after: checksum,
    details: {
      version: target.version.number,
      run: runId,
      start_us: String(interval.startUs),
      end_us: String(interval.endUs),
      ...done,
    },
  });
  return done;
}

function rowsOf(files: readonly { rows: bigint }[]): bigint {
  return files.reduce((sum, file) => sum + file.rows, 0n);
}
