import {
  daysSinceEpoch,
  formatInstant,
  formatWallClock,
  parseInstant,
  parseWallClock,
} from "../time/instant";
import { isZone } from "../time/zone";
import { type Call, type FunctionRule, kindArgument, textConstant } from "./arguments";
import { call, converted, divide, float, literal, multiply } from "./nodes";
import { CLOCK_PARTS, DATE_PARTS, type TimePart, type TypedExpression } from "./typed";
import { DATE, FLOAT, INT } from "./types";

const MICROS_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;
const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: SECONDS_PER_DAY } as const;

export const TIME_FUNCTIONS: Record<string, FunctionRule> = {
  ...Object.fromEntries([...DATE_PARTS, ...CLOCK_PARTS].map((part) => [part, partRule(part)])),
  ...Object.fromEntries(
    Object.entries(UNITS).map(([unit, seconds]) => [`${unit}_between`, betweenRule(unit, seconds)]),
  ),
  to_date: { usage: "to_date(time, 'zone')", args: [1, 2], build: toDate },
  date: { usage: "date('YYYY-MM-DD')", args: [1, 1], build: date },
  timestamp: { usage: "timestamp('YYYY-MM-DDThh:mm:ssZ')", args: [1, 1], build: timestamp },
  timestamp_ntz: { usage: "timestamp_ntz('YYYY-MM-DDThh:mm:ss')", args: [1, 1], build: timestampNtz },
};

function partRule(part: TimePart): FunctionRule {
  const isOfDay = (DATE_PARTS as readonly string[]).includes(part);
  return {
    usage: `${part}(time, 'zone')`,
    args: [1, 2],
    build: (c) => {
      const found = zoned(c, isOfDay);
      if (!found) return null;
      return {
        kind: "call",
        type: INT,
        operation: { name: "part", part, zone: found.zone },
        args: [found.time],
      };
    },
  };
}

function toDate(c: Call): TypedExpression | null {
  const found = zoned(c, false);
  return (
    found && {
      kind: "call",
      type: DATE,
      operation: { name: "date_of", zone: found.zone },
      args: [found.time],
    }
  );
}

/** A time with the zone that it is read in: an instant needs one, a date and a wall clock have none. */
function zoned(c: Call, takesDates: boolean): { time: TypedExpression; zone: string | null } | null {
  const time = takesDates
    ? kindArgument(c, 0, "timestamp", "timestamp_ntz", "date")
    : kindArgument(c, 0, "timestamp", "timestamp_ntz");
  if (!time) return null;
  const expected = "an IANA time zone in quotes, such as 'Europe/Berlin' or 'UTC'";
  if (time.type.kind !== "timestamp") {
    if (c.args.length === 1) return { time, zone: null };
    c.complain(c.args[1]?.at ?? c.at, `A ${time.type.kind} has no zone.`, `${c.name} with one argument`);
    return null;
  }
  if (c.args.length === 1) {
    c.complain(c.at, `${c.name} of an instant depends on the zone.`, expected);
    return null;
  }
  const zone = textConstant(c, 1, expected);
  if (zone === null) return null;
  if (isZone(zone)) return { time, zone };
  c.complain(c.args[1]?.at ?? c.at, `${zone.slice(0, 64)} is no time zone.`, expected);
  return null;
}

function betweenRule(unit: string, seconds: number): FunctionRule {
  return {
    usage: `${unit}_between(from, to)`,
    args: [2, 2],
    build: (c) => {
      const [from, to] = [0, 1].map((index) => kindArgument(c, index, "timestamp", "timestamp_ntz", "date"));
      if (!from || !to) return null;
      if (from.type.kind !== to.type.kind) {
        c.complain(
          c.args[1]?.at ?? c.at,
          `A ${to.type.kind} and a ${from.type.kind} do not share one clock.`,
          "two times of one type",
        );
        return null;
      }
      const apart = converted(call("difference", INT, from, to), FLOAT);
      return from.type.kind === "date"
        ? multiply(apart, float(SECONDS_PER_DAY / seconds))
        : divide(apart, float(seconds * MICROS_PER_SECOND));
    },
  };
}

function date(c: Call): TypedExpression | null {
  const expected = "a date in quotes, such as '2026-01-31'";
  const text = textConstant(c, 0, expected);
  if (text === null) return null;
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [, year, month, day] = match ?? [];
  const isDate =
    match !== null && Number(year) > 0 && daysSinceEpoch(Number(year), Number(month), Number(day)) !== null;
  return constant(c, isDate ? literal(DATE, text) : null, text, expected);
}

function timestamp(c: Call): TypedExpression | null {
  const expected = "an instant in quotes, such as '2026-01-31T12:00:00Z'";
  const text = textConstant(c, 0, expected);
  if (text === null) return null;
  const parsed = parseInstant(text, null);
  const node = parsed.ok ? literal({ kind: "timestamp" }, formatInstant(parsed.instant)) : null;
  return constant(c, node, text, expected);
}

function timestampNtz(c: Call): TypedExpression | null {
  const expected = "a time without a zone in quotes, such as '2026-01-31T12:00:00'";
  const text = textConstant(c, 0, expected);
  if (text === null) return null;
  const wall = parseWallClock(text);
  const isNaive = wall !== null && wall.offsetMicros === null;
  const node = isNaive ? literal({ kind: "timestamp_ntz" }, formatWallClock(wall.micros)) : null;
  return constant(c, node, text, expected);
}

/** Years 1 to 9999 only: four digits, and no year 0. */
function constant(
  c: Call,
  node: TypedExpression | null,
  text: string,
  expected: string,
): TypedExpression | null {
  const isCommon = node?.kind === "literal" && /^(?!0000)\d{4}-/.test(String(node.value));
  if (isCommon) return node;
  c.complain(c.args[0]?.at ?? c.at, `${JSON.stringify(text.slice(0, 40))} is none.`, expected);
  return null;
}
