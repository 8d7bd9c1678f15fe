import { instantOfWallClock, isZone } from "./zone";

/**
 * An instant: microseconds since 1970-01-01T00:00:00Z, as bigint. Every comparison of the point-in-time join
 * happens on these, so no precision is lost between a file, the engine and a page.
 */
export type Instant = bigint;

export const MICROS_PER_SECOND = 1_000_000n;
const MICROS_PER_DAY = 86_400n * MICROS_PER_SECOND;
const TEXT_LENGTH_MAX = 64;

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

type ParsedInstant = { ok: true; instant: Instant } | { ok: false; message: string };

/**
 * Reads RFC 3339 or ISO 8601 text: `2026-03-01T08:00:00Z`, `2026-03-01 08:00:00.123456+05:30`, `2026-03-01`.
 * A date alone is the start of that day. Digits beyond microseconds are cut off, never rounded, so a time never
 * moves into the future.
 *
 * @param zone IANA name that text without an offset is read in; `null` = such text is refused. A wall clock that
 *   occurs twice (autumn) means the later instant; one that is skipped (spring) is read with the offset in force
 *   before the gap. Both as DuckDB's `timezone(zone, timestamp)` does.
 * @returns the instant, or why the text is not one. Years 0001 to 9999 only.
 */
export function parseInstant(text: string, zone: string | null): ParsedInstant {
  const wall = parseWallClock(text);
  if (!wall) return { ok: false, message: `"${text.slice(0, TEXT_LENGTH_MAX)}" is not a time` };
  if (wall.offsetMicros !== null) return { ok: true, instant: wall.micros - wall.offsetMicros };
  if (zone === null) {
    return { ok: false, message: `"${text}" has no time zone, and none is declared` };
  }
  if (!isZone(zone)) return { ok: false, message: `"${zone}" is not an IANA time zone` };
  return { ok: true, instant: instantOfWallClock(wall.micros, zone) };
}

/** A time as written: wall-clock microseconds since 1970-01-01 00:00, and the offset if one was written. */
interface WallClock {
  micros: bigint;
  offsetMicros: bigint | null;
}

/** @returns the wall clock a text names, or `null` when it is none (13th month, 30 February, offset of 15 h …). */
export function parseWallClock(text: string): WallClock | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  const match = PATTERN.exec(text.trim());
  if (!match) return null;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", offset] =
    match;
  const days = daysSinceEpoch(Number(year), Number(month), Number(day));
  if (days === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const seconds = BigInt(days) * 86_400n + BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  const micros = seconds * MICROS_PER_SECOND + BigInt(fraction.padEnd(6, "0").slice(0, 6));
  if (offset === undefined) return { micros, offsetMicros: null };
  const offsetMicros = parseOffset(offset);
  return offsetMicros === null ? null : { micros, offsetMicros };
}

/** @returns `YYYY-MM-DDTHH:MM:SS.ffffffZ`; years outside 0000..9999 get a sign and six digits (ISO 8601 extended). */
export function formatInstant(instant: Instant): string {
  return `${formatWallClock(instant)}Z`;
}

/** @returns the same without a zone, for wall-clock times (`timestamp_ntz`). */
export function formatWallClock(micros: bigint): string {
  const dayNumber = floorDiv(micros, MICROS_PER_DAY);
  const inDay = micros - dayNumber * MICROS_PER_DAY;
  const seconds = Number(inDay / MICROS_PER_SECOND);
  const fraction = String(inDay % MICROS_PER_SECOND).padStart(6, "0");
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map(twoDigits)
    .join(":");
  return `${formatDate(Number(dayNumber))}T${clock}.${fraction}`;
}

/** @returns `YYYY-MM-DD` of a day number (days since 1970-01-01, proleptic Gregorian). */
export function formatDate(days: number): string {
  // Civil-from-days: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${formatYear(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** @returns the day number of a date (days since 1970-01-01), or `null` when there is no such date. */
export function daysSinceEpoch(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1) return null;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return formatDate(days) === `${formatYear(year)}-${twoDigits(month)}-${twoDigits(day)}` ? days : null;
}

function parseOffset(text: string): bigint | null {
  if (text === "Z" || text === "z") return 0n;
  const digits = text.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || "0");
  // ISO 8601 and the IANA database know no offset beyond 14 h east; 15:59 is the widest PostgreSQL and DuckDB read.
  if (hours > 15 || minutes > 59) return null;
  const micros = BigInt(hours * 3600 + minutes * 60) * MICROS_PER_SECOND;
  return text.startsWith("-") ? -micros : micros;
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
