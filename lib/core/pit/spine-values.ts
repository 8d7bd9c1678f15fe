import { parseValueType, type ValueType } from "@/lib/core/model/value-type";
import {
  daysSinceEpoch,
  formatInstant,
  formatWallClock,
  parseInstant,
  parseWallClock,
} from "@/lib/core/time/instant";
import type { Cell } from "./cell";

/** Where raw values come from. `text`: fields of a CSV file, empty = null. `json`: parsed JSON, `null` = null. */
export type Encoding = "text" | "json";

interface TypedValues {
  cells: Cell[];
  /** Rows count from 0. A value with a problem is `null` in `cells`. */
  problems: { row: number; message: string }[];
}

const INTEGER_PATTERN = /^(?:0|-?[1-9]\d{0,18})$/;
const FLOAT_PATTERN = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/;
const DECIMAL_PATTERN = /^(-?)(0|[1-9]\d{0,37})(?:\.(\d{1,38}))?$/;
const BASE64_PATTERN = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const FLOAT_WORDS = ["NaN", "Infinity", "-Infinity", "-0"];
const INTEGER_BITS: Record<string, bigint> = { int8: 8n, int16: 16n, int32: 32n, int64: 64n };

/**
 * Reads raw values strictly as one declared type (rule 14): text is never trimmed or guessed into another type.
 * `01` is no integer, `1.0` neither, JSON `1` is no string, a JSON number beyond 2^53 has already lost digits.
 *
 * @param type as written in definitions; must parse. Lists, structs and embeddings are refused value by value.
 * @param zone of times that carry none; `null` = refused.
 */
export function typeValues(
  values: readonly unknown[],
  type: string,
  encoding: Encoding,
  zone: string | null,
): TypedValues {
  const parsed = parseValueType(type);
  if (!parsed) throw new Error(`not a value type: ${type}`);
  const cells: Cell[] = [];
  const problems: TypedValues["problems"] = [];
  for (const [row, value] of values.entries()) {
    if (value === null || value === undefined || (encoding === "text" && value === "")) {
      cells.push(null);
      continue;
    }
    const outcome = readValue(value, parsed, encoding, zone);
    if ("problem" in outcome) problems.push({ row, message: outcome.problem });
    cells.push("cell" in outcome ? outcome.cell : null);
  }
  return { cells, problems };
}

/**
 * The value type of a JSON column that no definition types (labels and the like): bool, int64 when every number is a
 * safe integer, float64, or string.
 *
 * @returns `null` when the values are of different kinds or nested; `string` when all are null.
 */
export function inferType(values: readonly unknown[]): string | null {
  const kinds = new Set(
    values.filter((value) => value !== null && value !== undefined).map((value) => typeof value),
  );
  const [kind = "string"] = kinds;
  if (kinds.size > 1) return null;
  if (kind === "boolean") return "bool";
  if (kind === "string") return "string";
  if (kind !== "number") return null;
  const whole = values.every(
    (value) => typeof value !== "number" || (Number.isSafeInteger(value) && !Object.is(value, -0)),
  );
  return whole ? "int64" : "float64";
}

type Outcome = { cell: Cell } | { problem: string };

function readValue(value: unknown, type: ValueType, encoding: Encoding, zone: string | null): Outcome {
  switch (type.kind) {
    case "bool":
      return readBool(value, encoding);
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return readInteger(value, type.kind);
    case "float32":
    case "float64":
      return readFloat(value);
    case "decimal":
      return readDecimal(value, type.precision, type.scale);
    case "string":
      return readString(value);
    case "bytes":
      return typeof value === "string" && BASE64_PATTERN.test(value)
        ? { cell: value }
        : { problem: `${show(value)} is not base64` };
    case "date":
      return readDate(value);
    case "timestamp":
      return readTimestamp(value, zone);
    case "timestamp_ntz":
      return readWallClock(value);
    default:
      return { problem: `a ${type.kind} cannot be given in a spine` };
  }
}

function readBool(value: unknown, encoding: Encoding): Outcome {
  if (typeof value === "boolean") return { cell: value };
  if (encoding === "text" && (value === "true" || value === "false")) return { cell: value === "true" };
  return { problem: `${show(value)} is not true or false` };
}

function readInteger(value: unknown, kind: string): Outcome {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    return Number.isInteger(value)
      ? { problem: `${value} is beyond what a JSON number holds exactly: send it as a string` }
      : { problem: `${show(value)} is not a whole number` };
  }
  const text = typeof value === "number" ? (Object.is(value, -0) ? "0" : String(value)) : value;
  if (typeof text !== "string" || !INTEGER_PATTERN.test(text))
    return { problem: `${show(value)} is not a whole number` };
  const bits = INTEGER_BITS[kind] ?? 64n;
  const limit = 2n ** (bits - 1n);
  const number = BigInt(text);
  if (number < -limit || number >= limit) return { problem: `${text} does not fit into ${kind}` };
  return { cell: kind === "int64" ? text : Number(text) };
}

function readFloat(value: unknown): Outcome {
  if (typeof value === "number") return { cell: Object.is(value, -0) ? "-0" : value };
  if (typeof value !== "string") return { problem: `${show(value)} is not a number` };
  if (FLOAT_WORDS.includes(value)) return { cell: value };
  const number = FLOAT_PATTERN.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return { problem: `${show(value)} is not a number` };
  return { cell: Object.is(number, -0) ? "-0" : number };
}

function readDecimal(value: unknown, precision: number, scale: number): Outcome {
  const text = typeof value === "number" ? String(value) : value;
  const match = typeof text === "string" ? DECIMAL_PATTERN.exec(text) : null;
  if (!match) return { problem: `${show(value)} is not a decimal number` };
  const [, sign = "", whole = "", fraction = ""] = match;
  if (fraction.length > scale || (whole === "0" ? 0 : whole.length) > precision - scale) {
    return { problem: `${text} does not fit into decimal(${precision},${scale})` };
  }
  const digits = scale === 0 ? whole : `${whole}.${fraction.padEnd(scale, "0")}`;
  return { cell: /[1-9]/.test(digits) ? sign + digits : digits };
}

function readString(value: unknown): Outcome {
  if (typeof value !== "string") return { problem: `${show(value)} is not text` };
  if (value.includes("\0")) return { problem: "holds a NUL character" };
  return value.isWellFormed() ? { cell: value } : { problem: "is not well-formed Unicode" };
}

function readDate(value: unknown): Outcome {
  const match = typeof value === "string" ? DATE_PATTERN.exec(value) : null;
  const [text, year, month, day] = match ?? [];
  if (text === undefined || daysSinceEpoch(Number(year), Number(month), Number(day)) === null) {
    return { problem: `${show(value)} is not a date` };
  }
  return { cell: text };
}

function readTimestamp(value: unknown, zone: string | null): Outcome {
  if (typeof value !== "string") return { problem: `${show(value)} is not a time` };
  const parsed = parseInstant(value, zone);
  return parsed.ok ? { cell: formatInstant(parsed.instant) } : { problem: parsed.message };
}

function readWallClock(value: unknown): Outcome {
  const parsed = typeof value === "string" ? parseWallClock(value) : null;
  if (!parsed) return { problem: `${show(value)} is not a time` };
  if (parsed.offsetMicros !== null)
    return { problem: `${show(value)} has a time zone; a wall-clock time has none` };
  return { cell: formatWallClock(parsed.micros) };
}

/** Objects are named, not printed: their `toString` is whatever the caller sent. */
function show(value: unknown): string {
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
