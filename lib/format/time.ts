const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const INSTANT = /^(\d{4,6})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * How far an instant lies from `now`, both RFC 3339: `just now`, `42 s ago`, `38 min ago`, `2 hours ago`, `in 3 days`,
 * `5 months ago`, `2 years ago`. Invalid input is returned as it is.
 */
export function formatRelative(instant: string, now: string): string {
  const distanceMs = Date.parse(now) - Date.parse(instant);
  if (Number.isNaN(distanceMs)) return instant;
  const span = spanWords(Math.abs(distanceMs));
  if (span === null) return "just now";
  return distanceMs >= 0 ? `${span} ago` : `in ${span}`;
}

/**
 * The exact instant in UTC, every digit of the fraction kept: `2026-11-14 18:45:00.123456 UTC`. Trailing zeros of the
 * fraction are dropped. Input with another offset is converted (to milliseconds). Invalid input is returned as it is.
 */
export function formatUtc(instant: string): string {
  const parts = utcParts(instant);
  return parts ? `${parts.date} ${parts.time}${parts.fraction} UTC` : instant;
}

/** The instant for a table of data, in UTC: `14 Nov 18:45:00`, with the year when it differs from that of `now`. */
export function formatInstant(instant: string, now?: string): string {
  const parts = utcParts(instant);
  if (!parts) return instant;
  return `${dayText(parts.date, now)} ${parts.time}${parts.fraction}`;
}

/** A calendar date: `14 Nov 2026`, without the year when it is that of `now`. Takes a date or an instant (its UTC day). */
export function formatDate(date: string, now?: string): string {
  const day = /^\d{4,6}-\d{2}-\d{2}$/.test(date) ? date : utcParts(date)?.date;
  return day === undefined ? date : dayText(day, now);
}

/** A wall-clock time without a zone: `2026-11-14 18:45:00`. Nothing is converted. */
export function formatWallClock(timestamp: string): string {
  return timestamp
    .replace("T", " ")
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

function spanWords(ms: number): string | null {
  if (ms < 10_000) return null;
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1000)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return counted(Math.floor(ms / HOUR_MS), "hour");
  const days = Math.floor(ms / DAY_MS);
  if (days < 30) return counted(days, "day");
  if (days < 365) return counted(Math.floor(days / 30), "month");
  return counted(Math.floor(days / 365), "year");
}

function utcParts(instant: string): { date: string; time: string; fraction: string } | null {
  const exact = INSTANT.exec(instant);
  if (!exact) {
    const ms = Date.parse(instant);
    if (Number.isNaN(ms) || !/T.*(?:Z|[+-]\d{2}:\d{2})$/.test(instant)) return null;
    return utcParts(new Date(ms).toISOString());
  }
  const [, year, month, day, hour, minute, second, fraction = ""] = exact;
  const digits = fraction.replace(/0+$/, "");
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}`,
    fraction: digits ? `.${digits}` : "",
  };
}

function dayText(date: string, now?: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  const name = MONTHS[Number(month) - 1];
  if (!name) return date;
  const short = `${Number(day)} ${name}`;
  return now?.startsWith(`${year}-`) ? short : `${short} ${year}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
