import "server-only";
import type { Db } from "./client";

/** Who works on the files of a group version. */
export interface LockRow {
  /** The nonce that a commit has to show. */
  id: string;
  operation: string;
  holder: string;
  since: Date;
  leaseUntil: Date;
}

/**
 * Takes the write lock of a group version when nobody holds it, or its lease has run out.
 *
 * @returns `null` when it is taken, else whoever holds it.
 */
export async function takeLock(
  db: Db,
  lock: { groupVersionId: string; id: string; operation: string; holder: string; leaseSeconds: number },
): Promise<LockRow | null> {
  const { groupVersionId, id, operation, holder, leaseSeconds } = lock;
  const taken = await db.$executeRaw`
    INSERT INTO offline_lock (group_version_id, id, operation, holder, since, lease_until)
    VALUES (${groupVersionId}::uuid, ${id}::uuid, ${operation}, ${holder}, clock_timestamp(),
      clock_timestamp() + make_interval(secs => ${leaseSeconds}))
    ON CONFLICT (group_version_id) DO UPDATE SET id = excluded.id, operation = excluded.operation,
      holder = excluded.holder, since = excluded.since, lease_until = excluded.lease_until
      WHERE offline_lock.lease_until < clock_timestamp()`;
  if (taken === 1) return null;
  // Whoever held it may just have let go; then the next try takes it.
  return (await db.offlineLock.findUnique({ where: { groupVersionId } })) ?? EXPIRED;
}

const EXPIRED: LockRow = {
  id: "",
  operation: "write",
  holder: "somebody",
  since: new Date(0),
  leaseUntil: new Date(0),
};

/** @returns false when the lock has gone to somebody else. */
export async function renewLock(db: Db, id: string, leaseSeconds: number): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE offline_lock SET lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    WHERE id = ${id}::uuid`;
  return renewed === 1;
}

export async function releaseLock(db: Db, id: string): Promise<void> {
  await db.offlineLock.deleteMany({ where: { id } });
}

/** Whether the lock is still held under this nonce; held so until the transaction ends. */
export async function holdsLock(db: Db, id: string): Promise<boolean> {
  const held = await db.$queryRaw<unknown[]>`SELECT 1 FROM offline_lock WHERE id = ${id}::uuid FOR UPDATE`;
  return held.length === 1;
}

/** Group versions whose lock is held, or was when its holder died. */
export async function listLocked(
  db: Db,
): Promise<{ groupVersionId: string; number: number; groupId: string; projectId: string }[]> {
  const rows = await db.offlineLock.findMany({
    select: {
      groupVersionId: true,
      version: { select: { number: true, groupId: true, group: { select: { projectId: true } } } },
    },
  });
  return rows.map(({ groupVersionId, version: { number, groupId, group } }) => ({
    groupVersionId,
    number,
    groupId,
    projectId: group.projectId,
  }));
}
