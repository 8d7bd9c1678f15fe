const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const PATTERN = /^([1-9]\d{0,8})([smhdw])$/;

/**
 * Reads a duration such as `30s`, `1m`, `24h`, `7d`, `4w`.
 *
 * @returns whole seconds (a day is exactly 86 400 s: durations know no calendar), or `null` when the text
 *   is not a duration. Zero is not a duration.
 */
export function durationSeconds(text: string): number | null {
  const match = PATTERN.exec(text);
  if (!match) return null;
  const [, count, unit] = match;
  return Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
}

/**
 * One spelling for durations of one length: the largest of days, hours, minutes and seconds that divides it, so
 * `24h` is `1d` and `4w` is `28d`. Text that is no duration comes back as it is.
 */
export function canonicalDuration(text: string): string {
  const seconds = durationSeconds(text);
  if (seconds === null) return text;
  const unit = (["d", "h", "m"] as const).find((one) => seconds % UNIT_SECONDS[one] === 0) ?? "s";
  return `${seconds / UNIT_SECONDS[unit]}${unit}`;
}
