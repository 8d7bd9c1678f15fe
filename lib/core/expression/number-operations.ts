import type { ValueType } from "../model/value-type";
import { isFloat } from "./types";
import type { Value } from "./value";

/** Computes a call from the values of its arguments. */
export type Implementation = (args: readonly Value[]) => Value;

/** Null in, null out. */
export function strictly(operation: Implementation): Implementation {
  return (args) => (args.includes(null) ? null : operation(args));
}

const INT_LIMIT = 2n ** 63n;

/** The whole number, or null beyond int64. */
export function asInt64(value: bigint): bigint | null {
  return value >= -INT_LIMIT && value < INT_LIMIT ? value : null;
}

/** The decimal's digits, or null where there are more than `precision`. */
export function asDecimal(digits: bigint, precision: number): bigint | null {
  const limit = 10n ** BigInt(precision);
  return digits > -limit && digits < limit ? digits : null;
}

/** Digits of one scale as digits of another: exact to a larger one, half away from zero to a smaller one. */
export function rescaled(digits: bigint, from: number, to: number): bigint {
  if (to >= from) return digits * 10n ** BigInt(to - from);
  const unit = 10n ** BigInt(from - to);
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  return (digits + half) / unit;
}

type Binary = "add" | "subtract" | "multiply";

/** By name, given the type of the first argument and the type of the result. */
export const NUMBER_OPERATIONS = {
  add: (from: ValueType, to: ValueType) => arithmetic("add", from, to),
  subtract: (from: ValueType, to: ValueType) => arithmetic("subtract", from, to),
  multiply: (from: ValueType, to: ValueType) => arithmetic("multiply", from, to),
  negate: (from: ValueType) => (isFloat(from) ? floats((a) => -a) : wholes(from, (a) => -a)),
  absolute: (from: ValueType) => (isFloat(from) ? floats(Math.abs) : wholes(from, (a) => (a < 0n ? -a : a))),
  divide: () => floats((a, b) => (b === 0 ? null : a / b)),
  quotient: (from: ValueType) => wholes(from, (a, b) => (b === 0n ? null : a / b)),
  remainder: (from: ValueType) =>
    isFloat(from)
      ? floats((a, b) => (b === 0 ? null : a % b))
      : wholes(from, (a, b) => (b === 0n ? null : a % b)),
  floor: (from: ValueType) => (from.kind === "decimal" ? decimalFloor(from.scale, 0n) : floats(Math.floor)),
  ceil: (from: ValueType) => (from.kind === "decimal" ? decimalFloor(from.scale, 1n) : floats(Math.ceil)),
  round: () => floats(roundHalfAway),
  to_int: (from: ValueType) => (from.kind === "decimal" ? decimalToInt(from.scale) : floatToInt),
  square_root: () => floats((a) => (a < 0 ? null : Math.sqrt(a))),
  bits: () => bits,
  from_bits: () => fromBits,
} as const;

/** Whether two values of one type are equal; NaN equals itself. */
export function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** Whether one value is below another of its type: text by code point, NaN above every number. */
export function isLess(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b;
  if (typeof a === "number" && typeof b === "number") return a < b || (Number.isNaN(b) && !Number.isNaN(a));
  if (typeof a === "string" && typeof b === "string") return isTextLess(a, b);
  return a === false && b === true;
}

/** UTF-16 puts the code points from U+E000 to U+FFFF after those beyond; code points and UTF-8 do not. */
function isTextLess(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    const [isHighX, isHighY] = [isSurrogate(x), isSurrogate(y)];
    return isHighX === isHighY ? x < y : isHighY;
  }
  return a.length < b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function arithmetic(name: Binary, from: ValueType, to: ValueType): Implementation {
  if (isFloat(from)) return floats(FLOAT_ARITHMETIC[name]);
  // Operands of a decimal sum have the scale of the result; a product's scale is the sum of its operands'.
  return wholes(to, WHOLE_ARITHMETIC[name]);
}

const FLOAT_ARITHMETIC = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
} as const;
const WHOLE_ARITHMETIC = {
  add: (a: bigint, b: bigint) => a + b,
  subtract: (a: bigint, b: bigint) => a - b,
  multiply: (a: bigint, b: bigint) => a * b,
} as const;

function floats(operation: (a: number, b: number) => number | null): Implementation {
  return ([a, b]) => operation(Number(a), Number(b));
}

function wholes(type: ValueType, operation: (a: bigint, b: bigint) => bigint | null): Implementation {
  const fitted = type.kind === "decimal" ? (value: bigint) => asDecimal(value, type.precision) : asInt64;
  return ([a, b]) => {
    const value = operation(bigintOf(a), bigintOf(b));
    return value === null ? null : fitted(value);
  };
}

/** A type that the checker has settled cannot be another at run time; unary operations have no second argument. */
export function bigintOf(value: Value | undefined): bigint {
  return typeof value === "bigint" ? value : 0n;
}

function roundHalfAway(a: number): number {
  const whole = Math.trunc(a);
  return Math.abs(a - whole) >= 0.5 ? whole + Math.sign(a) : whole;
}

function decimalFloor(scale: number, up: bigint): Implementation {
  const unit = 10n ** BigInt(scale);
  return ([a]) => {
    const digits = bigintOf(a);
    const rest = ((digits % unit) + unit) % unit;
    return (digits - rest) / unit + (rest === 0n ? 0n : up);
  };
}

function decimalToInt(scale: number): Implementation {
  const unit = 10n ** BigInt(scale);
  return ([a]) => asInt64(bigintOf(a) / unit);
}

const floatToInt: Implementation = ([a]) => {
  const whole = Math.trunc(Number(a));
  return Number.isFinite(whole) ? asInt64(BigInt(whole)) : null;
};

const view = new DataView(new ArrayBuffer(8));

const bits: Implementation = ([a]) => {
  view.setFloat64(0, Number(a));
  return view.getBigInt64(0);
};

const fromBits: Implementation = ([a]) => {
  view.setBigInt64(0, bigintOf(a));
  return view.getFloat64(0);
};
