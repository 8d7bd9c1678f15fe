const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** @returns whole seconds in the largest unit that divides them: `7 days`, `90 minutes`, `1 second`. */
export function durationInWords(seconds: number): string {
  for (const [unit, size] of UNITS) {
    if (seconds % size === 0) {
      const count = seconds / size;
      return `${count} ${unit}${count === 1 ? "" : "s"}`;
    }
  }
  return `${seconds} seconds`;
}
