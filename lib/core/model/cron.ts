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

function isItem(item: string, field: CronField): boolean {
  const match = /^(?:\*|([a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?)(?:\/(\d{1,2}))?$/i.exec(item);
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
