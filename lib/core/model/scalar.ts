import type { Scalar } from "./definitions";
import { formatValueType, type ValueType } from "./value-type";

const INTEGER_BITS = { int8: 8n, int16: 16n, int32: 32n, int64: 64n } as const;
const INTEGER = /^-?\d{1,39}$/;
const DECIMAL = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?$/;
const FLOAT32_MAX = 3.4028234663852886e38;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Whether a scalar of a definition (default, bound, allowed value) is a value of a type. `null` fits every type.
 * Integers and decimals may be numbers or, where a number would lose digits, strings.
 *
 * @returns `null` when it fits, else what would have fitted, in a few words.
 */
export function scalarProblem(value: Scalar, type: ValueType): string | null {
  if (value === null) return null;
  switch (type.kind) {
    case "bool":
      return typeof value === "boolean" ? null : "true or false";
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return integerProblem(value, type.kind);
    case "float32":
    case "float64":
      return floatFits(value, type.kind) ? null : `a number of type ${type.kind}`;
    case "decimal":
      return decimalFits(value, type.precision, type.scale)
        ? null
        : `a number that fits ${formatValueType(type)}`;
    case "string":
      return typeof value === "string" ? null : "text (in quotes)";
    case "bytes":
      return typeof value === "string" &&
        /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)
        ? null
        : "bytes in base64";
    case "date":
      return typeof value === "string" && isDate(value) ? null : "a date, YYYY-MM-DD";
    case "timestamp":
      return timeZoneOfTime(value) === "zoned"
        ? null
        : "an instant with its zone, such as 2001-01-31T12:00:00Z";
    case "timestamp_ntz":
      return timeZoneOfTime(value) === "naive" ? null : "a time without a zone, such as 2001-01-31T12:00:00";
    case "list":
    case "struct":
    case "embedding":
      return `nothing: a ${type.kind} has no scalar values`;
  }
}

/**
 * Compares two scalars that both fit the type.
 *
 * @returns a negative number, 0 or a positive number; `null` when the type has no order or a side is null.
 */
export function compareScalars(a: Scalar, b: Scalar, type: ValueType): number | null {
  if (a === null || b === null) return null;
  if (/^int/.test(type.kind)) return compareBigints(BigInt(a), BigInt(b));
  if (type.kind === "decimal") return compareBigints(scaled(String(a)), scaled(String(b)));
  if (type.kind === "float32" || type.kind === "float64") return Number(a) - Number(b);
  if (type.kind === "timestamp") return instant(a) - instant(b);
  if (type.kind === "date" || type.kind === "timestamp_ntz" || type.kind === "string") {
    return String(a) < String(b) ? -1 : Number(String(a) > String(b));
  }
  return null;
}

function compareBigints(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

/** Milliseconds since the epoch; what lies below a millisecond is cut. */
function instant(value: string | number | boolean): number {
  return Date.parse(String(value).replace(" ", "T"));
}

/** A decimal text as an integer count of 1e-60. */
function scaled(text: string): bigint {
  const [, sign = "", whole = "0", fraction = ""] = DECIMAL.exec(text) ?? [];
  return BigInt(`${sign}${whole}${fraction.padEnd(60, "0")}`);
}

function integerProblem(value: Scalar, kind: keyof typeof INTEGER_BITS): string | null {
  const limit = 1n << (INTEGER_BITS[kind] - 1n);
  const expected = `a whole number from ${-limit} to ${limit - 1n}`;
  if (typeof value === "number") {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) return `${expected}, in quotes beyond 2^53`;
    return Number.isInteger(value) && BigInt(value) >= -limit && BigInt(value) < limit ? null : expected;
  }
  if (typeof value !== "string" || !INTEGER.test(value)) return expected;
  return BigInt(value) >= -limit && BigInt(value) < limit ? null : expected;
}

function floatFits(value: Scalar, kind: "float32" | "float64"): boolean {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return kind === "float64" || Math.abs(value) <= FLOAT32_MAX;
}

function decimalFits(value: Scalar, precision: number, scale: number): boolean {
  if (typeof value !== "number" && typeof value !== "string") return false;
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  const match = DECIMAL.exec(String(value));
  if (!match) return false;
  const [, , whole = "", fraction = ""] = match;
  return whole.replace(/^0+/, "").length <= precision - scale && fraction.replace(/0+$/, "").length <= scale;
}

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

function timeZoneOfTime(value: Scalar): "zoned" | "naive" | null {
  const match = typeof value === "string" ? TIME.exec(value) : null;
  if (!match) return null;
  const [, date = "", hour, minute, second = "0", zone] = match;
  if (!isDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return zone === undefined ? "naive" : "zoned";
}
