/** Tries of one outbox event, the first included: over half a day when it fails, minutes when it is refused. */
export const TRIES_MAX = { failed: 12, refused: 3 } as const;

const FIRST_WAIT_MS = 30_000;
const WAIT_MS_MAX = 4 * 3_600_000;
/** Waits differ by up to this share, so that what failed together does not come back together. */
const SPREAD = 0.2;

/**
 * How long to wait before the next try: 30 seconds after the first, doubled each time up to 4 hours, spread by ±10 %.
 * A refusal is given fewer tries, but more than one: a mail server that is being set up refuses with the same words.
 *
 * @param ending how the last try ended.
 * @param attempts tries so far, that one included; at least 1.
 * @param id UUID of the event; its last four hexadecimal digits, which are random, decide the spread.
 * @returns milliseconds; `null` = give up.
 */
export function retryWaitMs(ending: keyof typeof TRIES_MAX, attempts: number, id: string): number | null {
  if (attempts >= TRIES_MAX[ending]) return null;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), WAIT_MS_MAX);
  const random = Number.parseInt(id.slice(-4), 16) / 0xffff;
  return Math.round(wait * (1 + SPREAD * (random - 0.5)));
}
