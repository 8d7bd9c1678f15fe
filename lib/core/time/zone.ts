const MICROS_PER_SECOND = 1_000_000n;
const MICROS_PER_MILLI = 1000n;
const DAY_MICROS = 86_400n * MICROS_PER_SECOND;
/** Text of the form `Area/City`, or one of the few plain names. `Intl` also takes offsets, which are no zones. */
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;
const NAME_LENGTH_MAX = 64;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** @returns whether the text names an IANA time zone that this runtime knows. */
export function isZone(name: string): boolean {
  if (name.length > NAME_LENGTH_MAX || !NAME_PATTERN.test(name)) return false;
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant at which a clock on the wall shows this time.
 *
 * @param wallMicros microseconds since 1970-01-01 00:00 on that clock.
 * @param zone an IANA name, see {@link isZone}.
 * @returns of two instants (a fold) the later one; in a gap the time is read with the offset in force before it, so
 *   it lands as far behind the gap as it stood in it. ICU's default for both (`UCAL_WALLTIME_LAST`), and so DuckDB's.
 */
export function instantOfWallClock(wallMicros: bigint, zone: string): bigint {
  const before = offsetMicrosAt(wallMicros - DAY_MICROS, zone);
  const after = offsetMicrosAt(wallMicros + DAY_MICROS, zone);
  const instants = [wallMicros - before, wallMicros - after].filter(
    (instant) => instant + offsetMicrosAt(instant, zone) === wallMicros,
  );
  const [latest = wallMicros - before] = instants.sort((a, b) => (a < b ? 1 : -1));
  return latest;
}

/**
 * What a clock on the wall shows at an instant, in microseconds since 1970-01-01 00:00 on that clock.
 *
 * @param instant microseconds since 1970 UTC, within the years 0 to 9999.
 * @param zone an IANA name, see {@link isZone}.
 */
export function wallClockOf(instant: bigint, zone: string): bigint {
  return instant + offsetMicrosAt(instant, zone);
}

/** @returns how far the zone's clocks are ahead of UTC at an instant, in microseconds (negative = behind). */
function offsetMicrosAt(instant: bigint, zone: string): bigint {
  const millis = floorToMillis(instant);
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(Number(millis))
      .map((part) => [part.type, part.value]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type) ?? 0);
  const year = parts.get("era") === "BC" ? 1 - field("year") : field("year");
  const wall = utcMillis(year, field("month"), field("day"), field("hour"), field("minute"), field("second"));
  return (BigInt(wall) - floorToSecond(millis)) * MICROS_PER_MILLI;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(zone, formatter);
  return formatter;
}

function utcMillis(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  // Date.UTC reads years 0..99 as 1900..1999; 400 years are a whole number of days, so shift and take back.
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - 12_622_780_800_000;
}

function floorToMillis(micros: bigint): bigint {
  const millis = micros / MICROS_PER_MILLI;
  return micros % MICROS_PER_MILLI < 0n ? millis - 1n : millis;
}

function floorToSecond(millis: bigint): bigint {
  const rest = millis % 1000n;
  return rest < 0n ? millis - rest - 1000n : millis - rest;
}
