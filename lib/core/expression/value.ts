import type { ValueType } from "../model/value-type";
import type { Cell } from "../pit/cell";
import { daysSinceEpoch, formatDate, formatInstant, formatWallClock } from "../time/instant";

/**
 * A value while an expression runs: `bool` is a boolean, whole numbers are bigint, floats numbers, decimals their
 * digits as bigint (1.50 as decimal(3,2) is 150), text and bytes (base64) strings, dates days and times microseconds
 * since 1970 as bigint, lists arrays, structs objects.
 */
export type Value = boolean | bigint | number | string | null | Value[] | { [field: string]: Value };

/** Infinite times, as DuckDB numbers them; no real time comes near. */
export const INFINITE = 9_223_372_036_854_775_807n;
const MICROS_PER_DAY = 86_400_000_000n;

/** @returns the value that a cell of this type says. A cell that is none of the type reads as null. */
export function valueOfCell(cell: Cell | undefined, type: ValueType): Value {
  if (cell === null || cell === undefined) return null;
  switch (type.kind) {
    case "bool":
      return typeof cell === "boolean" ? cell : null;
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return wholeOf(cell);
    case "float32":
      return typeof cell === "number" || typeof cell === "string" ? Math.fround(Number(cell)) : null;
    case "float64":
      return typeof cell === "number" || typeof cell === "string" ? Number(cell) : null;
    case "decimal":
      return decimalDigits(cell, type.scale);
    case "string":
    case "bytes":
      return typeof cell === "string" ? cell : null;
    case "date":
      return timeOf(cell, (days) => days);
    case "timestamp":
    case "timestamp_ntz":
      return timeOf(cell, (days, micros) => days * MICROS_PER_DAY + micros);
    case "list":
      return Array.isArray(cell) ? cell.map((item) => valueOfCell(item, type.element)) : null;
    case "embedding":
      return Array.isArray(cell) ? cell.map((item) => valueOfCell(item, { kind: "float32" })) : null;
    case "struct": {
      if (typeof cell !== "object" || Array.isArray(cell)) return null;
      return Object.fromEntries(
        type.fields.map((field) => [field.name, valueOfCell(cell[field.name], field.type)]),
      );
    }
  }
}

/** @returns the cell that says a value of this type. */
export function cellOfValue(value: Value, type: ValueType): Cell {
  if (value === null) return null;
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : Object.is(value, -0)
        ? "-0"
        : String(value);
  if (typeof value === "bigint") return bigCell(value, type);
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const element: ValueType = type.kind === "list" ? type.element : { kind: "float32" };
    return value.map((item) => cellOfValue(item, element));
  }
  const fields = type.kind === "struct" ? type.fields : [];
  return Object.fromEntries(
    fields.map((field) => [field.name, cellOfValue(value[field.name] ?? null, field.type)]),
  );
}

/** The decimal's digits with the point where its scale says. */
export function decimalText(digits: bigint, scale: number): string {
  const size = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const sign = digits < 0n ? "-" : "";
  return scale === 0 ? sign + size : `${sign}${size.slice(0, -scale)}.${size.slice(-scale)}`;
}

function bigCell(value: bigint, type: ValueType): Cell {
  switch (type.kind) {
    case "decimal":
      return decimalText(value, type.scale);
    case "int8":
    case "int16":
    case "int32":
      return Number(value);
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      if (value === INFINITE || value === -INFINITE) return value > 0n ? "infinity" : "-infinity";
      if (type.kind === "date") return formatDate(Number(value));
      return type.kind === "timestamp" ? formatInstant(value) : formatWallClock(value);
    default:
      return value.toString();
  }
}

function wholeOf(cell: Cell): bigint | null {
  if (typeof cell === "number") return Number.isInteger(cell) ? BigInt(cell) : null;
  return typeof cell === "string" && /^-?\d+$/.test(cell) ? BigInt(cell) : null;
}

function decimalDigits(cell: Cell, scale: number): bigint | null {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(
    typeof cell === "number" ? String(cell) : typeof cell === "string" ? cell : "",
  );
  if (!match) return null;
  const [, whole = "", fraction = ""] = match;
  return fraction.length > scale ? null : BigInt(whole + fraction.padEnd(scale, "0"));
}

const TIME = /^([+-]\d{6}|\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?Z?)?$/;

/** Cells of times are canonical: UTC or without a zone, years beyond 9999 with a sign. */
function timeOf(cell: Cell, combine: (days: bigint, micros: bigint) => bigint): bigint | null {
  if (cell === "infinity" || cell === "-infinity") return cell === "infinity" ? INFINITE : -INFINITE;
  const match = typeof cell === "string" ? TIME.exec(cell) : null;
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = match;
  const days = daysSinceEpoch(Number(year), Number(month), Number(day));
  if (days === null) return null;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return combine(BigInt(days), BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0")));
}
