import "server-only";
import type { Db } from "./client";

/** Keeps the files of a commit on disk until it is released or, with a reader, runs out. */
export interface NewPin {
  id: string;
  groupVersionId: string;
  number: number;
  kind: "reader" | "dataset";
  /** Who reads, or the dataset's id. */
  holder: string;
  /** `null` = until released. */
  seconds: number | null;
}

/** @returns once nobody can remove the files any more: removal looks for pins under a lock that this waits for. */
export async function insertPin(db: Db, pin: NewPin): Promise<void> {
  const { id, groupVersionId, number, kind, holder, seconds } = pin;
  await db.$executeRaw`
    INSERT INTO offline_pin (id, group_version_id, number, kind, holder, created_at, expires_at)
    VALUES (${id}::uuid, ${groupVersionId}::uuid, ${number}, ${kind}, ${holder}, clock_timestamp(),
      clock_timestamp() + make_interval(secs => ${seconds}))`;
}

export async function releasePin(db: Db, id: string): Promise<void> {
  await db.offlinePin.deleteMany({ where: { id } });
}

/** Lets go of every commit that a dataset holds. */
export async function releaseDatasetPins(db: Db, datasetId: string): Promise<void> {
  await db.offlinePin.deleteMany({ where: { kind: "dataset", holder: datasetId } });
}

/**
 * Numbers of the commits that somebody holds. Pins that have run out are removed on the way, and no new one comes until
 * the transaction ends.
 */
export async function lockPinned(db: Db, groupVersionId: string): Promise<number[]> {
  await db.$executeRaw`LOCK TABLE offline_pin IN SHARE ROW EXCLUSIVE MODE`;
  await db.$executeRaw`DELETE FROM offline_pin WHERE group_version_id = ${groupVersionId}::uuid AND expires_at < clock_timestamp()`;
  const rows = await db.offlinePin.findMany({ where: { groupVersionId }, select: { number: true } });
  return rows.map(({ number }) => number);
}
