import "server-only";
import type { Db } from "./client";

export async function pingStore(db: Db): Promise<boolean> {
  await db.$queryRaw`SELECT 1`;
  return true;
}

/** When the process last gave a sign of life; the newest of several workers. */
export async function findHeartbeat(db: Db, process: string): Promise<Date | null> {
  const row = await db.heartbeat.findFirst({
    where: { process: { startsWith: process } },
    orderBy: { at: "desc" },
    select: { at: true },
  });
  return row?.at ?? null;
}
