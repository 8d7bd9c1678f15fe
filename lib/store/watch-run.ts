import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";

export interface RunState {
  status: string;
  progress: { percent: number | null; phase: string };
  error: string | null;
}

const POLL_MS = 300;

const rows = z.array(
  z.object({
    status: z.string(),
    progress: z
      .object({ percent: z.number().nullable().catch(null), phase: z.string().catch("") })
      .catch({ percent: null, phase: "" }),
    error: z.string().nullable(),
  }),
);

/**
 * Follows the newest run of a kind until it has succeeded or failed, telling each state that differs from the one
 * before. A database that goes away for a while only delays it. Ends with `null` on abort.
 */
export async function watchRun(
  databaseUrl: string,
  kind: string,
  onState: (state: RunState) => void,
  signal: AbortSignal,
): Promise<RunState | null> {
  let last = "";
  while (!signal.aborted) {
    const state = await newestRun(databaseUrl, kind).catch(() => null);
    if (state && JSON.stringify(state) !== last) {
      last = JSON.stringify(state);
      onState(state);
      if (state.status === "succeeded" || state.status === "failed") return state;
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

async function newestRun(databaseUrl: string, kind: string): Promise<RunState | null> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const result = await client.query(
      "SELECT status, progress, error FROM run WHERE kind = $1 ORDER BY created_at DESC LIMIT 1",
      [kind],
    );
    return rows.parse(result.rows)[0] ?? null;
  } finally {
    await client.end().catch(() => undefined);
  }
}
