import "server-only";
import type { Prisma } from "@/generated/prisma/client";
import type { Db } from "./client";

/** Says that a background process is alive, at the database's own time. */
export async function beat(db: Db, process: string, details: Prisma.InputJsonObject): Promise<void> {
  await db.$executeRaw`
    INSERT INTO heartbeat (process, at, details) VALUES (${process}, clock_timestamp(), ${details})
    ON CONFLICT (process) DO UPDATE SET at = excluded.at, details = excluded.details`;
}

/** Milliseconds since the process last said so; `null` = never. */
export async function heartbeatAgeMs(db: Db, process: string): Promise<number | null> {
  const rows = await db.$queryRaw<{ age_ms: number }[]>`
    SELECT (extract(epoch FROM clock_timestamp() - at) * 1000)::float8 AS age_ms FROM heartbeat WHERE process = ${process}`;
  return rows[0]?.age_ms ?? null;
}
