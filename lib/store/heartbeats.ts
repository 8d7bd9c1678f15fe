import "server-only";
import type { Prisma } from "@/generated/prisma/client";
import type { Db } from "./client";

/** Says that a background process is alive, at the database's own time. */
export async function beat(db: Db, process: string, details: Prisma.InputJsonObject): Promise<void> {
  await db.$executeRaw`
    INSERT INTO heartbeat (process, at, details) VALUES (${process}, clock_timestamp(), ${details})
    ON CONFLICT (process) DO UPDATE SET at = excluded.at, details = excluded.details`;
}
