import { durationSeconds } from "@/lib/core/model/duration";

const UNITS = [
  { name: "week", seconds: 604_800 },
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/**
 * A duration as declared, in words: `7d` → `7 days`, `90m` → `90 minutes`, `4w` → `4 weeks`. The unit that was
 * written is kept: a team that says 24h means hours. Text that is not a duration is returned as it is.
 */
export function formatDeclaredDuration(text: string): string {
  if (text === "lifetime") return "lifetime";
  const seconds = durationSeconds(text);
  const unit = UNITS.find((candidate) => candidate.name.startsWith(text.slice(-1)));
  if (seconds === null || !unit) return text;
  return counted(seconds / unit.seconds, unit.name);
}

/** Whole seconds in the largest unit that divides them, never above days: 604 800 → `7 days`, 5400 → `90 minutes`. */
export function formatSeconds(seconds: number): string {
  const unit = UNITS.slice(1).find(
    (candidate) => seconds % candidate.seconds === 0 && seconds >= candidate.seconds,
  );
  return unit ? counted(seconds / unit.seconds, unit.name) : `${seconds} seconds`;
}

/**
 * How long something took or how old it is, in two units at most: `840 ms`, `1.2 s`, `4 min 10 s`, `1 h 45 min`,
 * `3 d 4 h`. Negative spans keep their sign.
 */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 0) return `\u2212${formatElapsed(-milliseconds)}`;
  if (milliseconds < 999.5)
    return `${milliseconds < 10 ? trimmed(milliseconds) : Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${trimmed(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return pair(whole, 60, "min", 1, "s");
  if (whole < 86_400) return pair(whole, 3600, "h", 60, "min");
  return pair(whole, 86_400, "d", 3600, "h");
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  const head = `${Math.floor(seconds / large)} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
