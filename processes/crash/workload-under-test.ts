import type { Store } from "@/lib/store/client";

/** Writes through the API, and a journal kept on this side of it: what a crash must not change. */
export interface Workload {
  /** Sends one random request and writes down what came of it. Fails only when an answer is wrong. */
  act(): Promise<void>;
  /** What the database holds and the journal does not allow, in words. */
  problems(store: Store): Promise<string[]>;
  /** How many writes were acknowledged, for the report. */
  acknowledged(): number;
}

/** Numbers that a seed decides. */
export interface Random {
  /** A whole number from 0 on, less than `count`. */
  below(count: number): number;
  /** `undefined` of none. */
  pick<T>(choices: readonly T[]): T | undefined;
  chance(share: number): boolean;
}

/** Mulberry32: small, and good enough to choose moments and victims. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    pick: (choices) => choices[below(choices.length)],
    chance: (share) => next() < share,
  };
}
