import "server-only";
import type { Db } from "./client";

export interface RunRow {
  id: string;
  status: string;
  progress: { percent: number | null; phase: string; [fact: string]: unknown };
  error: string | null;
}

/** The newest run of a kind: what people watch while it works. */
export async function findLatestRun(db: Db, kind: string): Promise<RunRow | null> {
  const row = await db.run.findFirst({ where: { kind }, orderBy: { createdAt: "desc" } });
  return (
    row && { id: row.id, status: row.status, error: row.error, progress: row.progress as RunRow["progress"] }
  );
}

export async function startRun(
  db: Db,
  run: { id: string; kind: string; at: Date; progress: RunRow["progress"] },
): Promise<void> {
  const { id, kind, at, progress } = run;
  await db.run.create({
    data: { id, kind, status: "running", progress: progress as object, createdAt: at, updatedAt: at },
  });
}

/** Adds to what is known of a run; `status` other than running ends it. */
export async function updateRun(
  db: Db,
  id: string,
  update: {
    at: Date;
    status?: "running" | "succeeded" | "failed" | "cancelled";
    progress: RunRow["progress"];
    error?: string | null;
  },
): Promise<void> {
  const { at, status = "running", progress, error = null } = update;
  await db.run.update({
    where: { id },
    data: {
      status,
      progress: progress as object,
      error,
      updatedAt: at,
      finishedAt: status === "running" ? null : at,
    },
  });
}
