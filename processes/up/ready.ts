import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import type { Supervised } from "./child";

const POLL_MS = 150;
const PATIENCE_MS = 60_000;
const FAILURES_MAX = 6;

interface ReadyOptions {
  /** Where the health route answers. */
  origin: string;
  children: Readonly<Record<string, Supervised>>;
  logsDir: string;
  say: (line: string) => void;
  signal: AbortSignal;
}

/** Resolves when the health route says 200. UNAVAILABLE when a child keeps ending before that. */
export async function untilHealthy({ origin, children, logsDir, say, signal }: ReadyOptions): Promise<void> {
  const startedMs = Date.now();
  let isPatient = true;
  let reason = "the web process does not answer yet";
  while (!signal.aborted) {
    const health = await ask(origin);
    if (health.isReady) return;
    reason = health.reason ?? reason;
    const broken = Object.entries(children).find(([, child]) => child.failures >= FAILURES_MAX);
    if (broken) {
      throw new AppError(
        "UNAVAILABLE",
        `The ${broken[0]} process ended ${FAILURES_MAX} times before it was ready; read ${logsDir}/${broken[0]}.log and start again.`,
      );
    }
    if (isPatient && Date.now() - startedMs > PATIENCE_MS) {
      isPatient = false;
      say(`Still waiting: ${reason} (logs: ${logsDir}) …`);
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function ask(origin: string): Promise<{ isReady: boolean; reason?: string }> {
  try {
    const response = await fetch(`${origin}/api/v1/health`, { signal: AbortSignal.timeout(5_000) });
    const body = await response.text();
    return response.ok ? { isReady: true } : { isReady: false, reason: body.slice(0, 300) };
  } catch {
    return { isReady: false };
  }
}
