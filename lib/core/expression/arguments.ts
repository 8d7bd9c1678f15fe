import { formatValueType, type ValueType } from "../model/value-type";
import { converted, literal, nothing } from "./nodes";
import type { Complain } from "./problem";
import type { TypedExpression } from "./typed";
import {
  commonDecimal,
  decimalOf,
  FLOAT,
  INT,
  isFloat,
  isInteger,
  isNumber,
  listOf,
  PRECISION_MAX,
  sameType,
} from "./types";

/** A checked part of an expression, with what its neighbours need to settle its type. */
export interface Checked {
  at: number;
  /** `null` for the word null, which takes the type of what stands beside it. */
  node: TypedExpression | null;
  /** A number as written: beside decimals it is the decimal that it says. */
  number: string | null;
  /** The text of a literal, for arguments that must be constant. */
  text: string | null;
  /** The items of a written list, for arguments that must be constant. */
  items: readonly Checked[] | null;
  /** Of an embedding, which is a list from here on. */
  dimensions: number | null;
}

/** The arguments of one call, and where to complain about them. */
export interface Call {
  at: number;
  name: string;
  args: readonly Checked[];
  complain: Complain;
}

/** What a function takes, and the operations that it is made of. */
export interface FunctionRule {
  /** As people write it; the `expected` of complaints. */
  usage: string;
  /** The least and the greatest number of arguments. */
  args: readonly [number, number];
  /** @returns `null` after a complaint. */
  build(call: Call): TypedExpression | null;
}

/** Integers and decimals as written; floats are written with a point or an exponent. */
const INTEGER = /^-?\d+$/;
const DECIMAL = /^(-?)0*(\d*)(?:\.(\d*))?$/;
const INT_LIMIT = 2n ** 63n;

/** @returns the literal of a written number: int64 without point and exponent, else float64; `null` beyond those. */
export function numberNode(text: string): TypedExpression | null {
  if (INTEGER.test(text)) {
    const value = BigInt(text);
    return value >= -INT_LIMIT && value < INT_LIMIT ? literal(INT, value.toString()) : null;
  }
  const value = Number(text);
  if (!Number.isFinite(value)) return null;
  return literal(FLOAT, Object.is(value, -0) ? "-0" : value);
}

/** A value with a type; the word null has none by itself. */
export function typed(checked: Checked, complain: Complain): TypedExpression | null {
  if (checked.node === null)
    complain(checked.at, "Here null has no type.", "a value; coalesce, case and if take null beside others");
  return checked.node;
}

/** The type as people read it. */
export function typeName(node: TypedExpression): string {
  return formatValueType(node.type);
}

/** One argument as a value for which `fits` holds. */
export function argument(
  call: Call,
  index: number,
  expected: string,
  fits: (type: ValueType) => boolean,
): TypedExpression | null {
  const checked = call.args[index];
  const node = checked ? typed(checked, call.complain) : null;
  if (!checked || node === null) return null;
  if (fits(node.type)) return node;
  call.complain(checked.at, `${call.name} does not take ${typeName(node)} here.`, expected);
  return null;
}

/** One argument as a float; whole numbers and decimals become the nearest. */
export function floatArgument(call: Call, index: number): TypedExpression | null {
  const node = argument(call, index, "a number", isNumber);
  return node && converted(node, FLOAT);
}

export function kindArgument(
  call: Call,
  index: number,
  ...kinds: ValueType["kind"][]
): TypedExpression | null {
  return argument(call, index, kinds.join(" or "), (type) => kinds.includes(type.kind));
}

/** One argument as a list of floats: a list of numbers or an embedding. */
export function vectorArgument(call: Call, index: number): TypedExpression | null {
  const node = argument(
    call,
    index,
    "an embedding or a list of numbers",
    (type) => type.kind === "list" && isNumber(type.element),
  );
  return node && converted(node, listOf(FLOAT));
}

/** One argument that must be a text in quotes. */
export function textConstant(call: Call, index: number, expected: string): string | null {
  const checked = call.args[index];
  if (checked && checked.text === null)
    call.complain(checked.at, `${call.name} takes a constant here.`, expected);
  return checked?.text ?? null;
}

/** One argument that must be a whole number as written, within bounds. */
export function wholeConstant(call: Call, index: number, min: number, max: number): number | null {
  const checked = call.args[index];
  const value = checked?.number && INTEGER.test(checked.number) ? Number(checked.number) : Number.NaN;
  if (value >= min && value <= max) return value;
  if (checked)
    call.complain(checked.at, `${call.name} takes a constant here.`, `a whole number from ${min} to ${max}`);
  return null;
}

/**
 * Brings values to one type: whole numbers to int64, with a decimal to the decimal that holds all, with a float to
 * float64; other values must be of one type. The word null takes that type.
 */
export function unified(values: readonly Checked[], complain: Complain): TypedExpression[] | null {
  const typedOnes = values.filter(({ node }) => node !== null);
  const [first] = typedOnes;
  if (!first?.node) {
    if (values[0]) typed(values[0], complain);
    return null;
  }
  const settled = besideDecimals(values);
  let type: ValueType | null = null;
  for (const { node, at } of settled) {
    if (node === null) continue;
    const common: ValueType | null = type === null ? node.type : commonType(type, node.type);
    if (common === null) {
      complain(
        at,
        `${typeName(node)} and ${formatValueType(type ?? node.type)} have no type in common.`,
        commonHint(node.type, type ?? node.type),
      );
      return null;
    }
    type = common;
  }
  const target = type ?? first.node.type;
  return settled.map(({ node }) => (node === null ? nothing(target) : converted(node, target)));
}

/** Where a decimal is among the values, numbers as written are read as decimals too. */
export function besideDecimals(values: readonly Checked[]): readonly Checked[] {
  const others = values.filter(({ number, node }) => number === null && node !== null);
  const hasDecimal = others.some(({ node }) => node?.type.kind === "decimal");
  const hasFloat = others.some(({ node }) => node !== null && isFloat(node.type));
  if (!hasDecimal || hasFloat) return values;
  return values.map((value) => {
    const node = value.number === null ? null : decimalNode(value.number);
    return node ? { ...value, node } : value;
  });
}

function commonType(a: ValueType, b: ValueType): ValueType | null {
  if (sameType(a, b)) return a;
  if (!isNumber(a) || !isNumber(b)) return null;
  if (isFloat(a) || isFloat(b)) return FLOAT;
  return isInteger(a) && isInteger(b) ? INT : commonDecimal(a, b);
}

function commonHint(a: ValueType, b: ValueType): string {
  if (isNumber(a) && isNumber(b))
    return "decimals of 38 digits together; to_decimal(x, precision, scale) narrows";
  const times = ["date", "timestamp", "timestamp_ntz"];
  return times.includes(a.kind) || times.includes(b.kind)
    ? "values of one type: date('2026-01-31'), timestamp('2026-01-31T12:00:00Z'), to_date(t, zone)"
    : "values of one type; nothing is cast by itself";
}

/** The decimal that a written number says; `null` for exponents and more than 38 digits. */
export function decimalNode(text: string): TypedExpression | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole.length + fraction.length > PRECISION_MAX) return null;
  const digits = `${whole || "0"}${fraction === "" ? "" : `.${fraction}`}`;
  const isZero = /^[0.]*$/.test(digits);
  return literal(decimalOf(whole.length, fraction.length), isZero ? digits : sign + digits);
}
