import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import type { Change } from "@/lib/store/change";
import { holdsLock, type LockRow, releaseLock, renewLock, takeLock } from "@/lib/store/offline-locks";
import type { ServiceContext } from "../context";

/** A holder that dies is not waited for longer than this. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;
/** Longer than a lease: whoever waits outlives a dead holder. */
const WAIT_MS = 45_000;
const POLL_MS = 100;
const POLL_MS_MAX = 1_000;

export interface WriteLock {
  /** Unique to this holding: names files, and is shown when the work is committed. */
  id: string;
  /** Fires when the lock has gone to somebody else: whatever is still written is for nobody. */
  signal: AbortSignal;
  /** Inside the transaction that commits. @throws CONFLICT when the lock was lost meanwhile. */
  require(tx: Change): Promise<void>;
}

/**
 * Works on the files of a group version as the only one: others wait their turn, for a while. The lease is
 * renewed while the work goes on, so a killed holder frees it by itself.
 */
export async function withWriteLock<T>(
  ctx: ServiceContext,
  { groupVersionId, operation, signal }: { groupVersionId: string; operation: string; signal?: AbortSignal },
  work: (lock: WriteLock) => Promise<T>,
): Promise<T> {
  const id = ctx.newId();
  await waitForLock(ctx, { groupVersionId, id, operation }, signal);
  const lost = new AbortController();
  const timer = setInterval(() => {
    // A renewal that fails is tried again before the lease runs out.
    ctx.store
      .transaction((db) => renewLock(db, id, LEASE_SECONDS))
      .then(
        (isHeld) => isHeld || lost.abort(),
        () => undefined,
      );
  }, RENEW_MS);
  try {
    return await work({
      id,
      signal: signal ? AbortSignal.any([signal, lost.signal]) : lost.signal,
      async require(tx) {
        if (!(await holdsLock(tx.db, id)))
          throw new AppError(
            "CONFLICT",
            "This write took so long without a sign of life that another one went before it. Nothing was written; try again.",
          );
      },
    });
  } finally {
    clearInterval(timer);
    // Without it the lease ends by itself.
    await ctx.store.transaction((db) => releaseLock(db, id)).catch(() => undefined);
  }
}

async function waitForLock(
  ctx: ServiceContext,
  lock: { groupVersionId: string; id: string; operation: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  const wanted = { ...lock, holder: ctx.actor.name, leaseSeconds: LEASE_SECONDS };
  for (let pause = POLL_MS; ; pause = Math.min(pause * 2, POLL_MS_MAX)) {
    const holder = await ctx.store.transaction((db) => takeLock(db, wanted));
    if (!holder) return;
    if (performance.now() + pause > deadline) throw taken(holder);
    // Spread out, so that those who wait do not ask in step.
    await delay(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {
      throw new AppError("CANCELLED", "The write was stopped while it waited for its turn.");
    });
  }
}

function taken({ holder, operation, since }: LockRow): AppError {
  return new AppError(
    "CONFLICT",
    `${holder} has been at work on the rows of this version since ${since.toISOString()} (${operation}). Try again later.`,
  );
}
