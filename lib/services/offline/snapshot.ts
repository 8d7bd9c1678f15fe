import "server-only";
import { notFound } from "@/lib/core/errors";
import { filesAt, snapshotAt } from "@/lib/core/offline/history";
import type { StoredSchema } from "@/lib/core/offline/schema";
import type { StoredRelation } from "@/lib/core/pit/relation";
import type { Db } from "@/lib/store/client";
import {
  type CommitRow,
  type FileRow,
  findCommit,
  findCommitAt,
  listFiles,
  listSteps,
} from "@/lib/store/offline-commits";
import { insertPin, releasePin } from "@/lib/store/offline-pins";
import { read, type ServiceContext } from "../context";

/** Which state of the rows: a commit, the last one at a moment, or the latest. */
export type AsOf = { commit: number } | { time: Date } | null;

/** The rows of one commit, ready to be read. */
export interface PinnedRows {
  commit: CommitRow;
  relation: StoredRelation;
  /** Retention has dropped rows of this commit before this event time. */
  removedBeforeUs: bigint | null;
}

/** Which group version is read, and where its files are. */
export interface SnapshotTarget {
  version: { id: string };
  schema: StoredSchema;
  folder: string;
}

/** Whatever reads for longer than this has been given up on. */
const PIN_SECONDS = 3_600;

/**
 * Holds the rows of a commit: no file of it leaves the disk before `release`, or before the hold runs out.
 *
 * @returns `null` when nothing had been written by then.
 */
export async function pinRows(
  ctx: ServiceContext,
  target: SnapshotTarget,
  asOf: AsOf,
): Promise<(PinnedRows & { release: () => Promise<void> }) | null> {
  const groupVersionId = target.version.id;
  const commit = await read(ctx, (db) => resolveCommit(db, groupVersionId, asOf));
  if (!commit) return null;
  const id = ctx.newId();
  const pin = { id, groupVersionId, number: commit.number, kind: "reader", holder: ctx.actor.name } as const;
  // Pinned first, looked up after: what is found then stays.
  await ctx.store.transaction((db) => insertPin(db, { ...pin, seconds: PIN_SECONDS }));
  const release = () => ctx.store.transaction((db) => releasePin(db, id)).catch(() => undefined);
  try {
    return { ...(await openCommit(ctx, target, commit)), release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Reads the rows of a commit, which stay what they are until `work` has ended. @returns `null` as {@link pinRows}. */
export async function withPinnedRows<T>(
  ctx: ServiceContext,
  target: SnapshotTarget,
  asOf: AsOf,
  work: (rows: PinnedRows) => Promise<T>,
): Promise<T | null> {
  const pinned = await pinRows(ctx, target, asOf);
  if (!pinned) return null;
  try {
    return await work(pinned);
  } finally {
    await pinned.release();
  }
}

async function resolveCommit(db: Db, groupVersionId: string, asOf: AsOf): Promise<CommitRow | null> {
  if (asOf === null) return await findCommit(db, groupVersionId);
  if ("time" in asOf) return await findCommitAt(db, groupVersionId, asOf.time);
  if (asOf.commit > COMMIT_MAX) throw notFound(`Commit ${asOf.commit}`);
  const commit = await findCommit(db, groupVersionId, asOf.commit);
  if (!commit) throw notFound(`Commit ${asOf.commit}`);
  return commit;
}

const COMMIT_MAX = 2_147_483_647;

async function openCommit(
  { store }: ServiceContext,
  { version, schema, folder }: SnapshotTarget,
  commit: CommitRow,
): Promise<PinnedRows> {
  // The present says which files are still there, whatever moment is asked for.
  const { files, steps } = await store.read(null, async (db) => {
    const found = await listFiles(db, version.id, commit.number);
    const isWhole = filesAt(found, commit.number).every((file) => !file.isDeleted);
    return { files: found, steps: isWhole ? [] : await listSteps(db, version.id, commit.number) };
  });
  const { through, removedBeforeUs, files: live } = snapshotAt(commit.number, steps, files);
  return { commit, relation: relationOf(schema, folder, commit, live, through), removedBeforeUs };
}

/** A relation over exactly these files. */
export function relationOf(
  schema: StoredSchema,
  folder: string,
  commit: Pick<CommitRow, "number" | "buckets">,
  files: readonly FileRow[],
  through: number | null,
): StoredRelation {
  return {
    kind: "stored",
    name: schema.group,
    folder,
    commit: commit.number,
    files: files.map(({ name, bucket, rows }) => ({ name, bucket, rows: Number(rows) })),
    buckets: commit.buckets,
    columns: schema.columns.map(({ name, type }) => ({ name, type })),
    through,
  };
}
