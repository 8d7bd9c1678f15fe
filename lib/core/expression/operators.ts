import { besideDecimals, type Checked, typed, typeName } from "./arguments";
import { comparison } from "./compare";
import { and, call, converted, divide, not, or } from "./nodes";
import type { Complain } from "./problem";
import type { Comparison } from "./syntax";
import type { TypedExpression } from "./typed";
import {
  commonDecimal,
  decimalOf,
  digitsOf,
  FLOAT,
  INT,
  isFloat,
  isInteger,
  isNumber,
  isOrdered,
  PRECISION_MAX,
  sameType,
} from "./types";

const ARITHMETIC = { "+": "add", "-": "subtract", "*": "multiply" } as const;
const TIMES = ["date", "timestamp", "timestamp_ntz"];

/** `+ - * /` over two numbers. */
export function arithmetic(
  operator: "+" | "-" | "*" | "/",
  at: number,
  left: Checked,
  right: Checked,
  complain: Complain,
): TypedExpression | null {
  const nodes = [left, right].map((side) => number(operator, side, complain));
  if (nodes.includes(null)) return null;
  const [a, b] = besideDecimals([left, right]).map(({ node }) => node);
  if (!a || !b) return null;
  if (operator === "/") return divide(converted(a, FLOAT), converted(b, FLOAT));
  const name = ARITHMETIC[operator];
  if (isFloat(a.type) || isFloat(b.type)) return call(name, FLOAT, converted(a, FLOAT), converted(b, FLOAT));
  if (isInteger(a.type) && isInteger(b.type)) return call(name, INT, a, b);
  return decimalArithmetic(name, at, a, b, complain);
}

/** One more digit holds every sum; a product has the digits of both. What has more than 38 becomes null. */
function decimalArithmetic(
  name: "add" | "subtract" | "multiply",
  at: number,
  a: TypedExpression,
  b: TypedExpression,
  complain: Complain,
): TypedExpression | null {
  const [one, other] = [digitsOf(a.type), digitsOf(b.type)];
  if (name !== "multiply") {
    const scale = Math.max(one.scale, other.scale);
    const type = decimalOf(Math.max(one.whole, other.whole) + 1, scale);
    return call(name, type, converted(a, type), converted(b, type));
  }
  if (one.scale + other.scale > PRECISION_MAX) {
    complain(
      at,
      `The product has ${one.scale + other.scale} digits after the point.`,
      `at most ${PRECISION_MAX}; round(x, digits) has fewer`,
    );
    return null;
  }
  const type = decimalOf(one.whole + other.whole, one.scale + other.scale);
  return call(
    name,
    type,
    converted(a, decimalOf(one.whole, one.scale)),
    converted(b, decimalOf(other.whole, other.scale)),
  );
}

function number(operator: string, side: Checked, complain: Complain): TypedExpression | null {
  const node = typed(side, complain);
  if (node === null || isNumber(node.type)) return node;
  const hint = TIMES.includes(node.type.kind)
    ? "seconds_between, minutes_between, hours_between or days_between of two times"
    : node.type.kind === "string"
      ? "a number; texts are joined with concat(a, b)"
      : "a number";
  complain(side.at, `${operator} does not take ${typeName(node)}.`, hint);
  return null;
}

/** One comparison of two values. */
export function compared(
  operator: Comparison,
  left: Checked,
  right: Checked,
  complain: Complain,
): TypedExpression | null {
  const missing = [left, right].find(({ node }) => node === null);
  if (missing) {
    complain(missing.at, "Nothing is equal to null, or above or below it.", "is null, or is not null");
    return null;
  }
  const pair = paired(left, right);
  if (!pair) {
    complain(right.at, ...pairProblem(left, right));
    return null;
  }
  const [a] = pair;
  const isEquality = operator === "=" || operator === "!=";
  if (!isOrdered(a.type) && !(isEquality && ["bool", "bytes"].includes(a.type.kind))) {
    complain(
      left.at,
      `${operator} does not compare ${typeName(a)}.`,
      isEquality ? "values that are no lists, structs or embeddings" : "numbers, text, dates or times",
    );
    return null;
  }
  return comparison(operator, ...pair);
}

/** Two values as they are compared: of one type, or a whole number and a float; `null` when they never are. */
export function paired(left: Checked, right: Checked): [TypedExpression, TypedExpression] | null {
  const [a, b] = besideDecimals([left, right]).map(({ node }) => node);
  if (!a || !b) return null;
  if (sameType(a.type, b.type)) return [a, b];
  if (!isNumber(a.type) || !isNumber(b.type)) return null;
  const isDecimal = a.type.kind === "decimal" || b.type.kind === "decimal";
  if (!isDecimal) return [a, b];
  if (isFloat(a.type) || isFloat(b.type)) return null;
  const type = commonDecimal(a.type, b.type);
  return type && [converted(a, type), converted(b, type)];
}

/** Why {@link paired} refused: message and expectation. */
export function pairProblem(left: Checked, right: Checked): [string, string] {
  const [a, b] = [left.node, right.node];
  const [one, other] = [a ? typeName(a) : "null", b ? typeName(b) : "null"];
  const message = `${one} and ${other} cannot be compared.`;
  const kinds = [a?.type, b?.type];
  if (kinds.every((type) => type && isNumber(type))) {
    const hasFloat = kinds.some((type) => type && isFloat(type));
    return [
      message,
      hasFloat
        ? "two decimals or two floats: to_float(x) makes a decimal the nearest float"
        : "decimals of 38 digits together; to_decimal(x, precision, scale) narrows",
    ];
  }
  const isTime = kinds.some((type) => type && TIMES.includes(type.kind));
  return [
    message,
    isTime
      ? "two times of one type: date('2026-01-31'), timestamp('2026-01-31T12:00:00Z'), to_date(t, zone)"
      : "two values of one type; nothing is cast by itself",
  ];
}

/** `and`, `or`, `not` over conditions. */
export function logic(
  operator: "and" | "or" | "not",
  sides: readonly Checked[],
  complain: Complain,
): TypedExpression | null {
  const nodes = sides.map((side) => condition(side, operator, complain));
  const all = nodes.filter((node) => node !== null);
  const [first] = all;
  if (all.length < sides.length || !first) return null;
  if (operator === "not") return not(first);
  return operator === "and" ? and(...all) : or(...all);
}

/** A value that is true, false or null. */
export function condition(side: Checked, what: string, complain: Complain): TypedExpression | null {
  const node = typed(side, complain);
  if (node === null || node.type.kind === "bool") return node;
  complain(side.at, `${what} does not take ${typeName(node)}.`, "a condition: true, false or null");
  return null;
}
