import "server-only";
import { AppError } from "@/lib/core/errors";

interface ThrottleLimit {
  /** What is counted together: an account, an address, both. */
  key: string;
  triesMax: number;
}

/** Which tries count: those that fail, or all, where a success is what somebody might want too many of. */
export type CountedTries = "failed" | "all";

/** Counts tries in windows of fixed length. */
export interface Throttle {
  /** Runs `work` unless too many tries (failed ones when left out) were counted before. LIMIT, with when to try again. */
  guard<T>(limits: readonly ThrottleLimit[], work: () => Promise<T>, counts?: CountedTries): Promise<T>;
}

interface Window {
  count: number;
  endsMs: number;
}

/**
 * Kept in the memory of one process: a restart forgets, and several web processes count apart. Holds at most
 * `keysMax` keys; beyond that the oldest are forgotten.
 */
export function createThrottle({
  windowMs,
  keysMax,
  now,
}: {
  windowMs: number;
  keysMax: number;
  now: () => Date;
}): Throttle {
  const windows = new Map<string, Window>();

  const windowOf = (key: string): Window => {
    const present = windows.get(key);
    if (present && present.endsMs > now().getTime()) return present;
    const fresh = { count: 0, endsMs: now().getTime() + windowMs };
    windows.delete(key);
    windows.set(key, fresh);
    for (const oldest of windows.keys()) {
      if (windows.size <= keysMax) break;
      windows.delete(oldest);
    }
    return fresh;
  };

  return {
    async guard(limits, work, counts = "failed") {
      for (const { key, triesMax } of limits) {
        const { count, endsMs } = windowOf(key);
        if (count >= triesMax) throw tooMany(endsMs - now().getTime());
      }
      // Counted before the work, so that parallel tries cannot all pass; taken back when it succeeds.
      const counted = limits.map(({ key }) => windowOf(key));
      for (const window of counted) window.count++;
      const result = await work();
      if (counts === "failed") for (const window of counted) window.count--;
      return result;
    },
  };
}

function tooMany(waitMs: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const minutes = Math.ceil(retryAfterSeconds / 60);
  return new AppError(
    "LIMIT",
    `Too many tries. Wait ${minutes} ${minutes === 1 ? "minute" : "minutes"}, then try again.`,
    { retryAfterSeconds },
  );
}
