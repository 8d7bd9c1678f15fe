import "server-only";
import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "@/lib/core/canonical-json";
import type { Db, Store } from "./client";

/** Who acts, as the audit log keeps it: the name stays readable when the person is gone. */
export interface AuditActor {
  kind: "person" | "token" | "system";
  id: string | null;
  name: string;
  tokenId: string | null;
}

export interface AuditRecord {
  action: string;
  projectId: string | null;
  target: { kind: string; id: string | null; name: string };
  before?: string | null;
  after?: string | null;
  details?: Json;
}

/** An open transaction that changes metadata. `at` is the valid-from of every row it writes. */
export interface Change {
  db: Db;
  id: bigint;
  at: Date;
  newId: () => string;
  /** Who acts, as lifecycle and version rows keep it. */
  actorName: string;
  /** Adds an audit entry; a change without one does not commit. */
  record(entry: AuditRecord): Promise<void>;
}

interface ChangeOptions {
  actor: AuditActor;
  requestId: string;
  newId: () => string;
}

/** Runs one change: serialised with all others, all or nothing, with its audit entries. */
export async function runChange<T>(
  store: Store,
  options: ChangeOptions,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return await store.transaction(async (db) => {
    const [begun] = await db.$queryRaw<
      { change_id: bigint; change_at: Date }[]
    >`SELECT * FROM begin_change()`;
    if (!begun) throw new Error("begin_change() returned nothing");
    const at = begun.change_at;
    return await work({
      db,
      id: begun.change_id,
      at,
      newId: options.newId,
      actorName: options.actor.name,
      record: (entry) => appendAuditEntry(db, { ...options, changeId: begun.change_id, at, entry }),
    });
  });
}

export const FIRST_HASH = "0".repeat(64);

async function appendAuditEntry(
  db: Db,
  {
    actor,
    requestId,
    newId,
    changeId,
    at,
    entry,
  }: ChangeOptions & { changeId: bigint; at: Date; entry: AuditRecord },
) {
  const last = await db.auditEntry.findFirst({ orderBy: { seq: "desc" }, select: { hash: true } });
  const row = {
    id: newId(),
    changeId,
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    tokenId: actor.tokenId,
    action: entry.action,
    projectId: entry.projectId,
    targetKind: entry.target.kind,
    targetId: entry.target.id,
    targetName: entry.target.name,
    beforeDigest: entry.before ?? null,
    afterDigest: entry.after ?? null,
    details: (entry.details ?? {}) as object,
    requestId,
    previousHash: last?.hash ?? FIRST_HASH,
  };
  await db.auditEntry.create({ data: { ...row, hash: auditHash(row) } });
}

/** The chain: SHA-256 of the previous hash and the canonical JSON of every other column. */
export function auditHash(row: { changeId: bigint; at: Date } & Record<string, unknown>): string {
  const { changeId, at, ...rest } = row;
  const text = canonicalJson({ ...rest, changeId: changeId.toString(), at: at.toISOString() });
  return createHash("sha256").update(text).digest("hex");
}

/** Names the state of the metadata store: it differs after every change. `before` leaves out an open one. */
export async function findRevision(db: Db, before?: bigint): Promise<string> {
  const where = before === undefined ? {} : { id: { lt: before } };
  const last = await db.change.findFirst({ where, orderBy: { id: "desc" }, select: { id: true } });
  return last?.id.toString() ?? "0";
}
