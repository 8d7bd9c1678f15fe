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
