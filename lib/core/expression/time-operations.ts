import type { ValueType } from "../model/value-type";
import { daysSinceEpoch, formatDate } from "../time/instant";
import { wallClockOf } from "../time/zone";
import { asInt64, bigintOf } from "./number-operations";
import type { TimePart } from "./typed";
import { INFINITE, type Value } from "./value";

const MICROS_PER_DAY = 86_400_000_000n;
const MICROS_PER_SECOND = 1_000_000n;
/** Days of 0001-01-01 and 10000-01-01: calendars and zones are the same everywhere between these. */
export const FIRST_DAY = -719_162;
export const LAST_DAY_END = 2_932_897;

/** A part of a date or time, as int64; null outside the years 1 to 9999. `zone` is set for instants. */
export function partOf(time: Value | undefined, type: ValueType, part: TimePart, zone: string | null): Value {
  const wall = wallOf(bigintOf(time), type, zone);
  if (wall === null) return null;
  const days = floorDivide(wall, MICROS_PER_DAY);
  const seconds = Number((wall - days * MICROS_PER_DAY) / MICROS_PER_SECOND);
  return BigInt(partOfDay(Number(days), seconds, part));
}

/** The date of a time, in days; null outside the years 1 to 9999. */
export function dateOf(time: Value | undefined, type: ValueType, zone: string | null): Value {
  const wall = wallOf(bigintOf(time), type, zone);
  return wall === null ? null : floorDivide(wall, MICROS_PER_DAY);
}

/** The second minus the first; null with an infinite one, or when it does not fit int64. */
export function difference(a: Value | undefined, b: Value | undefined): Value {
  const [from, to] = [bigintOf(a), bigintOf(b)];
  if ([from, to].some((time) => time === INFINITE || time === -INFINITE)) return null;
  return asInt64(to - from);
}

/** Microseconds on the clock on the wall; null outside the years 1 to 9999. */
function wallOf(time: bigint, type: ValueType, zone: string | null): bigint | null {
  const micros = type.kind === "date" ? time * MICROS_PER_DAY : time;
  if (micros < BigInt(FIRST_DAY) * MICROS_PER_DAY || micros >= BigInt(LAST_DAY_END) * MICROS_PER_DAY)
    return null;
  return zone === null ? micros : wallClockOf(micros, zone);
}

function partOfDay(day: number, seconds: number, part: TimePart): number {
  const [year = 0, month = 0, dayOfMonth = 0] = yearMonthDay(day);
  switch (part) {
    case "year":
      return year;
    case "quarter":
      return Math.floor((month - 1) / 3) + 1;
    case "month":
      return month;
    case "week":
      return isoWeek(day);
    case "day":
      return dayOfMonth;
    case "day_of_week":
      return weekday(day);
    case "day_of_year":
      return day - firstOfYear(year) + 1;
    case "hour":
      return Math.floor(seconds / 3600);
    case "minute":
      return Math.floor(seconds / 60) % 60;
    case "second":
      return seconds % 60;
  }
}

function yearMonthDay(day: number): number[] {
  const text = formatDate(day);
  const dash = text.indexOf("-", 1);
  return [text.slice(0, dash), text.slice(dash + 1, dash + 3), text.slice(dash + 4)].map(Number);
}

/** Monday is 1, Sunday 7 (ISO 8601). 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The week of the year that its Thursday lies in (ISO 8601). */
function isoWeek(day: number): number {
  const thursday = day - weekday(day) + 4;
  const [year = 0] = yearMonthDay(thursday);
  return Math.floor((thursday - firstOfYear(year)) / 7) + 1;
}

function firstOfYear(year: number): number {
  return daysSinceEpoch(year, 1, 1) ?? 0;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
