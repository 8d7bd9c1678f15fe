import "server-only";
import { createHash } from "node:crypto";
import { type CommitKind, type CommitStep, commitText } from "@/lib/core/offline/history";
import type { Change } from "./change";
import type { Db } from "./client";

/** A state of the rows of a group version. Event times are microseconds since 1970 UTC. */
export interface CommitRow {
  number: number;
  kind: CommitKind;
  at: Date;
  /** Written by it, and live at it. */
  rows: bigint;
  totalRows: bigint;
  lastSeq: bigint;
  buckets: number;
  minEventUs: bigint | null;
  maxEventUs: bigint | null;
  /** The interval that the writer declared to be complete, [start, end). */
  startUs: bigint | null;
  endUs: bigint | null;
  beforeUs: bigint | null;
  definitionDigest: string;
  checksum: string;
  writtenBy: string;
  message: string | null;
}

export interface FileRow {
  id: string;
  added: number;
  removed: number | null;
  isDeleted: boolean;
  name: string;
  bucket: number;
  rows: bigint;
  bytes: bigint;
  sha256: string;
  minEventUs: bigint;
  maxEventUs: bigint;
  minSeq: bigint;
  maxSeq: bigint;
}

export type NewFile = Omit<FileRow, "id" | "added" | "removed" | "isDeleted">;

export interface NewCommit {
  groupVersionId: string;
  kind: CommitKind;
  /** Rows that it brings; 0 for compaction and retention, which only move and drop rows. */
  rows: bigint;
  buckets: number;
  startUs: bigint | null;
  endUs: bigint | null;
  beforeUs: bigint | null;
  definitionDigest: string;
  writtenById: string | null;
  message: string | null;
  added: readonly NewFile[];
  removed: readonly FileRow[];
}

/** The latest commit, or commit `number`. */
export async function findCommit(
  db: Db,
  groupVersionId: string,
  number: number | null = null,
): Promise<CommitRow | null> {
  const row = await db.offlineCommit.findFirst({
    where: { groupVersionId, ...(number === null ? {} : { number }) },
    orderBy: { number: "desc" },
  });
  return row && toCommit(row);
}

/** The latest commit at a moment. */
export async function findCommitAt(db: Db, groupVersionId: string, at: Date): Promise<CommitRow | null> {
  const row = await db.offlineCommit.findFirst({
    where: { groupVersionId, at: { lte: at } },
    orderBy: { number: "desc" },
  });
  return row && toCommit(row);
}

/** Commits of all versions of a group. */
export async function countCommits(db: Db, groupId: string): Promise<number> {
  return await db.offlineCommit.count({ where: { version: { groupId } } });
}

/** Names of the groups of a project whose latest version has rows of its own. */
export async function listStoredGroups(db: Db, projectId: string): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT g.name FROM feature_group g
    JOIN feature_group_version v ON v.group_id = g.id AND v.number = g.latest_version
    WHERE g.project_id = ${projectId}::uuid
      AND EXISTS (SELECT 1 FROM offline_commit c WHERE c.group_version_id = v.id)`;
  return new Set(rows.map(({ name }) => name));
}

/** Newest first, those below `before`. */
export async function listCommitRows(
  db: Db,
  groupVersionId: string,
  page: { before: number | null; limit: number },
): Promise<CommitRow[]> {
  const rows = await db.offlineCommit.findMany({
    where: { groupVersionId, ...(page.before === null ? {} : { number: { lt: page.before } }) },
    orderBy: { number: "desc" },
    take: page.limit,
  });
  return rows.map(toCommit);
}

/** All commits of a group version, oldest first. */
export async function listAllCommits(db: Db, groupVersionId: string): Promise<CommitRow[]> {
  const rows = await db.offlineCommit.findMany({ where: { groupVersionId }, orderBy: { number: "asc" } });
  return rows.map(toCommit);
}

/** Files that are live at a commit or came later: what it takes to read it. */
export async function listFiles(db: Db, groupVersionId: string, from: number): Promise<FileRow[]> {
  const rows = await db.offlineFile.findMany({
    where: { groupVersionId, OR: [{ removed: null }, { removed: { gt: from } }] },
    orderBy: [{ bucket: "asc" }, { minSeq: "asc" }, { name: "asc" }],
  });
  return rows.map(({ deletedAt, groupVersionId: _, ...file }) => ({
    ...file,
    isDeleted: deletedAt !== null,
  }));
}

/** What the commits after `number` did, in order. */
export async function listSteps(db: Db, groupVersionId: string, number: number): Promise<CommitStep[]> {
  const rows = await db.offlineCommit.findMany({
    where: { groupVersionId, number: { gt: number } },
    select: { number: true, kind: true, beforeUs: true },
    orderBy: { number: "asc" },
  });
  return rows.map((row) => ({ ...row, kind: row.kind as CommitKind }));
}

/** Adds a commit to the chain of its group version, with the files it adds and removes. */
export async function insertCommit(tx: Change, commit: NewCommit): Promise<CommitRow> {
  const { db, at } = tx;
  const { groupVersionId, added, removed, ...facts } = commit;
  const parent = await findCommit(db, groupVersionId);
  const number = (parent?.number ?? 0) + 1;
  const checksum = digest(
    commitText({
      parent: parent?.checksum ?? null,
      kind: commit.kind,
      number,
      definition: commit.definitionDigest,
      added,
      removed: removed.map(({ name }) => name),
    }),
  );
  const live = rowsOf(added) - rowsOf(removed);
  const row = await db.offlineCommit.create({
    data: {
      ...facts,
      id: tx.newId(),
      groupVersionId,
      number,
      parent: parent?.number ?? null,
      at,
      totalRows: (parent?.totalRows ?? 0n) + live,
      lastSeq: [parent?.lastSeq ?? 0n, ...added.map(({ maxSeq }) => maxSeq)].reduce(greater),
      minEventUs: added.length === 0 ? null : added.map((file) => file.minEventUs).reduce(less),
      maxEventUs: added.length === 0 ? null : added.map((file) => file.maxEventUs).reduce(greater),
      checksum,
      writtenBy: tx.actorName,
    },
  });
  await db.offlineFile.createMany({
    data: added.map((file) => ({ ...file, id: tx.newId(), groupVersionId, added: number })),
  });
  const marked = await db.offlineFile.updateMany({
    where: { id: { in: removed.map(({ id }) => id) }, removed: null },
    data: { removed: number },
  });
  if (marked.count !== removed.length) throw new Error(`files of commit ${number} were removed before`);
  return toCommit(row);
}

/** Files with what it takes to tell whether they may leave the disk. */
export async function listRemovedFiles(
  db: Db,
  groupVersionId: string,
): Promise<{ files: FileRow[]; restated: number[] }> {
  const [rows, restated] = await Promise.all([
    db.offlineFile.findMany({ where: { groupVersionId, removed: { not: null }, deletedAt: null } }),
    db.offlineCommit.findMany({ where: { groupVersionId, kind: "restate" }, select: { number: true } }),
  ]);
  return {
    files: rows.map(({ deletedAt: _, groupVersionId: __, ...file }) => ({ ...file, isDeleted: false })),
    restated: restated.map(({ number }) => number),
  };
}

/** From here on these files may leave the disk, and nobody starts to read them. */
export async function markDeleted(db: Db, fileIds: readonly string[], at: Date): Promise<void> {
  await db.offlineFile.updateMany({
    where: { id: { in: [...fileIds] }, deletedAt: null },
    data: { deletedAt: at },
  });
}

/** Names of everything that belongs into the folder of a group version. */
export async function listKeptNames(db: Db, groupVersionId: string): Promise<string[]> {
  const [files, quarantines] = await Promise.all([
    db.offlineFile.findMany({ where: { groupVersionId, deletedAt: null }, select: { name: true } }),
    db.offlineQuarantine.findMany({ where: { groupVersionId, status: "open" }, select: { name: true } }),
  ]);
  return [...files, ...quarantines].map(({ name }) => name);
}

type StoredCommit = Omit<CommitRow, "kind"> & { kind: string };

function toCommit(row: StoredCommit): CommitRow {
  const { number, kind, at, rows, totalRows, lastSeq, buckets, minEventUs, maxEventUs } = row;
  const { startUs, endUs, beforeUs, definitionDigest, checksum, writtenBy, message } = row;
  return {
    number,
    // A check constraint holds the list.
    kind: kind as CommitKind,
    at,
    rows,
    totalRows,
    lastSeq,
    buckets,
    minEventUs,
    maxEventUs,
    startUs,
    endUs,
    beforeUs,
    definitionDigest,
    checksum,
    writtenBy,
    message,
  };
}

function rowsOf(files: readonly { rows: bigint }[]): bigint {
  return files.reduce((sum, file) => sum + file.rows, 0n);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const less = (a: bigint, b: bigint) => (a < b ? a : b);
const greater = (a: bigint, b: bigint) => (a > b ? a : b);
