import "server-only";

/** Shared by the copies of this module in one process: the signal handler's and those of Next's bundles. */
const holder = globalThis as typeof globalThis & { asofIsStopping?: boolean };

/** From now on the process reports that it is not ready, while it still answers what has arrived. */
export function beginStopping(): void {
  holder.asofIsStopping = true;
}

export function isStopping(): boolean {
  return holder.asofIsStopping === true;
}
