import { wallClockOf } from "../time/zone";

interface CronField {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly CronField[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12, words: MONTHS },
  { name: "day of week", min: 0, max: 7, words: DAYS },
];

/**
 * Checks a cron expression of five fields (minute, hour, day of month, month, day of week), each `*`, a
 * number, an English three-letter word, a range, a list, or one of these with a step (`0-30/10`).
 * Source: POSIX crontab, with the steps and words of Vixie cron.
 *
 * @returns what is wrong in one sentence, or `null` when the text is a cron expression.
 */
export function cronProblem(text: string): string | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length)
    return `A cron expression has five fields, this one has ${parts[0] === "" ? 0 : parts.length}.`;
  for (const [index, field] of FIELDS.entries()) {
    const part = parts[index] ?? "";
    if (!part.split(",").every((item) => isItem(item, field))) {
      return `"${part}" is not a ${field.name} (${field.min}–${field.max}).`;
    }
  }
  return null;
}

/** Minutes that are looked back over, at most: 31 days. */
const LOOK_BACK_MINUTES_MAX = 44_640;
const MINUTE_MS = 60_000;
/** Clocks of all zones change on a quarter of an hour, if at all. */
const QUARTER_MS = 15 * MINUTE_MS;

/**
 * The last moment in (after, until] at which a cron expression fires; at most 31 days are looked back. A wall-clock time
 * that a change of clocks leaves out does not come that day, one that it repeats comes twice. Where day of month and day
 * of week are both restricted, either is enough (POSIX crontab).
 *
 * @param text as {@link cronProblem} accepts it.
 * @param zone an IANA name.
 * @returns milliseconds since 1970 UTC, a whole minute; `null` = it does not fire in between.
 */
export function lastFiring(
  text: string,
  zone: string,
  { afterMs, untilMs }: { afterMs: number; untilMs: number },
): number | null {
  const fields = fieldsOf(text);
  const last = Math.floor(untilMs / MINUTE_MS) * MINUTE_MS;
  const first = Math.max(afterMs, last - LOOK_BACK_MINUTES_MAX * MINUTE_MS);
  let quarter = Number.NaN;
  let offset = 0;
  for (let at = last; at > first; at -= MINUTE_MS) {
    const start = Math.floor(at / QUARTER_MS) * QUARTER_MS;
    if (start !== quarter) {
      quarter = start;
      offset = Number(wallClockOf(BigInt(start) * 1_000n, zone) / 1_000n) - start;
    }
    if (fires(fields, new Date(at + offset))) return at;
  }
  return null;
}

function fieldsOf(text: string): { values: Set<number>; isAny: boolean }[] {
  const parts = text.trim().split(/\s+/);
  return FIELDS.map((field, index) => {
    const part = parts[index] ?? "";
    return {
      values: new Set(part.split(",").flatMap((item) => itemValues(item, field))),
      isAny: part.startsWith("*"),
    };
  });
}

function fires(fields: ReturnType<typeof fieldsOf>, wall: Date): boolean {
  const now = [
    wall.getUTCMinutes(),
    wall.getUTCHours(),
    wall.getUTCDate(),
    wall.getUTCMonth() + 1,
    wall.getUTCDay(),
  ];
  const has = now.map((value, index) => fields[index]?.values.has(value) === true);
  const [minute, hour, day, month, weekday] = has;
  const isEither = fields[2]?.isAny === false && fields[4]?.isAny === false;
  return (
    minute === true &&
    hour === true &&
    month === true &&
    (isEither ? day || weekday : day && weekday) === true
  );
}

/** The values that one item of a list stands for; Sunday is 0 and 7. */
function itemValues(item: string, field: CronField): number[] {
  const [, from, to, step] = ITEM.exec(item) ?? [];
  const first = from === undefined ? field.min : (fieldValue(from, field) ?? field.min);
  const single = to === undefined && from !== undefined && step === undefined;
  const last = to === undefined ? (single ? first : field.max) : (fieldValue(to, field) ?? field.max);
  const values: number[] = [];
  for (let value = first; value <= last; value += Number(step ?? 1))
    values.push(field.max === 7 ? value % 7 : value);
  return values;
}

const ITEM = /^(?:\*|([a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?)(?:\/(\d{1,2}))?$/i;

function isItem(item: string, field: CronField): boolean {
  const match = ITEM.exec(item);
  if (!match) return false;
  const [, from, to, step] = match;
  if (step !== undefined && (Number(step) === 0 || Number(step) > field.max)) return false;
  if (from === undefined) return true;
  const first = fieldValue(from, field);
  const last = to === undefined ? first : fieldValue(to, field);
  return first !== null && last !== null && first <= last;
}

function fieldValue(text: string, field: CronField): number | null {
  const word = field.words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return word + field.min;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : null;
}
