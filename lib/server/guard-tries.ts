import "server-only";
import { headers } from "next/headers";
import { addressKey, clientAddress } from "./client-address";
import { getContainer } from "./container";
import { type CountedTries, createThrottle, type Throttle } from "./throttle";

const WINDOW_MS = 10 * 60_000;
const KEYS_MAX = 20_000;
/** Counted tries in ten minutes: of one address on one account, of all addresses on it, of one address on any. */
const TRIES_MAX = { addressOnAccount: 10, account: 100, address: 100 } as const;

// Shared by the several module graphs of one Next process.
const holder = globalThis as typeof globalThis & { asofThrottle?: Throttle };

/** Runs `work` unless too many tries were counted before: for this account, from this address, or both. */
export async function guardTries<T>(
  { action, account, counts }: { action: string; account: string; counts: CountedTries },
  work: () => Promise<T>,
): Promise<T> {
  holder.asofThrottle ??= createThrottle({
    windowMs: WINDOW_MS,
    keysMax: KEYS_MAX,
    now: () => getContainer().now(),
  });
  const address = addressKey(clientAddress(await headers()));
  return await holder.asofThrottle.guard(
    [
      { key: `${action} of ${account} from ${address}`, triesMax: TRIES_MAX.addressOnAccount },
      { key: `${action} of ${account}`, triesMax: TRIES_MAX.account },
      { key: `${action} from ${address}`, triesMax: TRIES_MAX.address },
    ],
    work,
    counts,
  );
}
