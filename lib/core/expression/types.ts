import { formatValueType, type ValueType } from "../model/value-type";

export const BOOL: ValueType = { kind: "bool" };
export const INT: ValueType = { kind: "int64" };
export const FLOAT: ValueType = { kind: "float64" };
export const STRING: ValueType = { kind: "string" };
export const DATE: ValueType = { kind: "date" };

/** Decimal digits of the widest decimal, and of the widest integer. */
export const PRECISION_MAX = 38;
const INT_DIGITS = 19;

/**
 * The type that a value has inside an expression: all whole numbers are int64, all floats float64, in lists and
 * structs too; an embedding is a list of floats; everything else is itself. Every value survives unchanged.
 */
export function widened(type: ValueType): ValueType {
  if (isInteger(type)) return INT;
  if (isFloat(type)) return FLOAT;
  if (type.kind === "embedding") return { kind: "list", element: FLOAT };
  if (type.kind === "list") return { kind: "list", element: widened(type.element) };
  if (type.kind === "struct")
    return { kind: "struct", fields: type.fields.map((field) => ({ ...field, type: widened(field.type) })) };
  return type;
}

export function isInteger(type: ValueType): boolean {
  return /^int\d+$/.test(type.kind);
}

export function isFloat(type: ValueType): boolean {
  return type.kind === "float64" || type.kind === "float32";
}

export function isNumber(type: ValueType): boolean {
  return isInteger(type) || isFloat(type) || type.kind === "decimal";
}

/** Whether values of a type can be compared with `<`. */
export function isOrdered({ kind }: ValueType): boolean {
  return ["int64", "float64", "decimal", "string", "date", "timestamp", "timestamp_ntz"].includes(kind);
}

export function sameType(a: ValueType, b: ValueType): boolean {
  return formatValueType(a) === formatValueType(b);
}

export function listOf(element: ValueType): ValueType {
  return { kind: "list", element };
}

/** The decimal with so many digits before and after the point, cut at the widest. */
export function decimalOf(whole: number, scale: number): ValueType {
  return { kind: "decimal", precision: Math.max(1, Math.min(PRECISION_MAX, whole + scale)), scale };
}

/** Digits before and after the point that hold every value of a whole number or decimal. */
export function digitsOf(type: ValueType): { whole: number; scale: number } {
  return type.kind === "decimal"
    ? { whole: type.precision - type.scale, scale: type.scale }
    : { whole: INT_DIGITS, scale: 0 };
}

/** The least decimal that holds every value of both; `null` when it would need more than 38 digits. */
export function commonDecimal(a: ValueType, b: ValueType): ValueType | null {
  const [one, other] = [digitsOf(a), digitsOf(b)];
  const whole = Math.max(one.whole, other.whole);
  const scale = Math.max(one.scale, other.scale);
  return whole + scale > PRECISION_MAX ? null : decimalOf(whole, scale);
}
