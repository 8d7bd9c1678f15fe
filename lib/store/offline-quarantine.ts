import "server-only";
import type { Json } from "@/lib/core/canonical-json";
import type { Change } from "./change";
import type { Db } from "./client";

/** A row problem as it is kept: see `RowProblem` of the engine. */
export interface KeptProblem {
  row: number;
  column: string;
  value: string | null;
  message: string;
  expected: string;
}

/** Rows that one write set aside. */
export interface QuarantineRow {
  id: string;
  at: Date;
  /** Of the file, below the folder of the group version. */
  name: string;
  encoding: "text" | "json" | "typed";
  rows: bigint;
  bytes: bigint;
  /** The first 20. */
  problems: KeptProblem[];
  /** Of the rows of the same write that were right. */
  commit: number | null;
  writtenBy: string;
  message: string | null;
  status: "open" | "replayed" | "discarded";
  closedAt: Date | null;
  closedBy: string | null;
  replayCommit: number | null;
}

type NewQuarantine = Pick<
  QuarantineRow,
  "id" | "name" | "encoding" | "rows" | "bytes" | "problems" | "commit" | "message"
> & { groupVersionId: string };

export async function insertQuarantine(tx: Change, row: NewQuarantine): Promise<void> {
  const problems = row.problems as unknown as object;
  await tx.db.offlineQuarantine.create({
    data: { ...row, problems, at: tx.at, writtenBy: tx.actorName, status: "open" },
  });
}

/** Newest first. */
export async function listQuarantineRows(
  db: Db,
  groupVersionId: string,
  page: { before: Date | null; limit: number },
): Promise<QuarantineRow[]> {
  const rows = await db.offlineQuarantine.findMany({
    where: { groupVersionId, ...(page.before === null ? {} : { at: { lt: page.before } }) },
    orderBy: { at: "desc" },
    take: page.limit,
  });
  return rows.map(toRow);
}

/** A quarantine of any version of a group. */
export async function findQuarantine(
  db: Db,
  id: string,
  groupId: string,
): Promise<{ quarantine: QuarantineRow; version: number } | null> {
  const row = await db.offlineQuarantine.findFirst({
    where: { id, version: { groupId } },
    include: { version: { select: { number: true } } },
  });
  return row && { quarantine: toRow(row), version: row.version.number };
}

/** Ends a quarantine. @returns false when somebody has ended it before. */
export async function closeQuarantine(
  { db, at, actorName }: Change,
  id: string,
  end: { status: "replayed" | "discarded"; replayCommit: number | null },
): Promise<boolean> {
  const closed = await db.offlineQuarantine.updateMany({
    where: { id, status: "open" },
    data: { ...end, closedAt: at, closedBy: actorName },
  });
  return closed.count === 1;
}

type Stored = Omit<QuarantineRow, "encoding" | "problems" | "status"> & {
  encoding: string;
  problems: unknown;
  status: string;
};

function toRow(row: Stored): QuarantineRow {
  const { id, at, name, rows, bytes, commit, writtenBy, message, closedAt, closedBy, replayCommit } = row;
  return {
    id,
    at,
    name,
    rows,
    bytes,
    commit,
    writtenBy,
    message,
    closedAt,
    closedBy,
    replayCommit,
    // Nobody but insertQuarantine writes these.
    encoding: row.encoding as QuarantineRow["encoding"],
    problems: row.problems as KeptProblem[],
    status: row.status as QuarantineRow["status"],
  };
}

/** What a write with an Idempotency-Key answered before. */
export interface KeptWrite {
  bodyDigest: string;
  result: Json;
}

export async function findKeptWrite(
  db: Db,
  groupVersionId: string,
  actorId: string,
  key: string,
): Promise<KeptWrite | null> {
  const row = await db.offlineWrite.findUnique({
    where: { groupVersionId_actorId_key: { groupVersionId, actorId, key } },
    select: { bodyDigest: true, result: true },
  });
  return row && { bodyDigest: row.bodyDigest, result: row.result as Json };
}

export async function insertKeptWrite(
  tx: Change,
  row: { groupVersionId: string; actorId: string; key: string; bodyDigest: string; result: Json },
): Promise<void> {
  await tx.db.offlineWrite.create({
    data: { ...row, result: row.result as object, id: tx.newId(), at: tx.at },
  });
}
