import {
  argument,
  besideDecimals,
  type Call,
  decimalNode,
  type FunctionRule,
  floatArgument,
  kindArgument,
  unified,
  wholeConstant,
} from "./arguments";
import { comparison } from "./compare";
import { decimalLogarithm, exponential, naturalLogarithm, power } from "./elementary";
import { haversine } from "./haversine";
import { call, choose, converted, divide, float, int, isNull, less, multiply, nothing, or } from "./nodes";
import type { TypedExpression } from "./typed";
import {
  BOOL,
  decimalOf,
  digitsOf,
  FLOAT,
  INT,
  isFloat,
  isInteger,
  isNumber,
  isOrdered,
  PRECISION_MAX,
} from "./types";

/** Floats from here on are whole. */
const WHOLE_FLOAT = 2 ** 52;
const ROUND_DIGITS_MAX = 15;
const BUCKETS_MAX = 1000;

export const NUMBER_FUNCTIONS: Record<string, FunctionRule> = {
  abs: { usage: "abs(number)", args: [1, 1], build: (c) => sameKind(c, "absolute") },
  floor: { usage: "floor(number)", args: [1, 1], build: (c) => whole(c, "floor") },
  ceil: { usage: "ceil(number)", args: [1, 1], build: (c) => whole(c, "ceil") },
  round: { usage: "round(number, digits)", args: [1, 2], build: round },
  div: { usage: "div(whole number, whole number)", args: [2, 2], build: (c) => integers(c, "quotient") },
  mod: { usage: "mod(number, number)", args: [2, 2], build: remainder },
  sqrt: {
    usage: "sqrt(number)",
    args: [1, 1],
    build: (c) => ofFloat(c, (x) => call("square_root", FLOAT, x)),
  },
  exp: { usage: "exp(number)", args: [1, 1], build: (c) => ofFloat(c, exponential) },
  ln: { usage: "ln(number)", args: [1, 1], build: (c) => ofFloat(c, naturalLogarithm) },
  log10: { usage: "log10(number)", args: [1, 1], build: (c) => ofFloat(c, decimalLogarithm) },
  pow: { usage: "pow(number, number)", args: [2, 2], build: pow },
  is_nan: {
    usage: "is_nan(number)",
    args: [1, 1],
    build: (c) => ofFloat(c, (x) => less(float(Number.POSITIVE_INFINITY), x)),
  },
  least: { usage: "least(a, b, …)", args: [2, 100], build: (c) => extreme(c, "<") },
  greatest: { usage: "greatest(a, b, …)", args: [2, 100], build: (c) => extreme(c, ">") },
  to_int: { usage: "to_int(number)", args: [1, 1], build: toInt },
  to_float: { usage: "to_float(number)", args: [1, 1], build: (c) => floatArgument(c, 0) },
  to_decimal: { usage: "to_decimal(number, precision, scale)", args: [3, 3], build: toDecimal },
  bucketize: { usage: "bucketize(number, [bounds])", args: [2, 2], build: bucketize },
  haversine_km: { usage: "haversine_km(lat1, lon1, lat2, lon2)", args: [4, 4], build: haversineKm },
};

function ofFloat(c: Call, build: (x: TypedExpression) => TypedExpression): TypedExpression | null {
  const x = floatArgument(c, 0);
  return x && build(x);
}

function sameKind(c: Call, name: "absolute"): TypedExpression | null {
  const x = argument(c, 0, "a number", isNumber);
  return x && call(name, x.type, x);
}

function whole(c: Call, name: "floor" | "ceil"): TypedExpression | null {
  const x = argument(c, 0, "a number", isNumber);
  if (!x || isInteger(x.type)) return x;
  return call(name, isFloat(x.type) ? FLOAT : decimalOf(digitsOf(x.type).whole + 1, 0), x);
}

function round(c: Call): TypedExpression | null {
  const x = argument(c, 0, "a number", isNumber);
  const digits = c.args.length > 1 ? wholeConstant(c, 1, 0, ROUND_DIGITS_MAX) : 0;
  if (!x || digits === null || isInteger(x.type)) return digits === null ? null : x;
  if (x.type.kind === "decimal") {
    const { whole: before, scale } = digitsOf(x.type);
    return scale <= digits ? x : converted(x, decimalOf(before + 1, digits));
  }
  if (digits === 0) return call("round", FLOAT, x);
  const unit = float(10 ** digits);
  const rounded = divide(call("round", FLOAT, multiply(x, unit)), unit);
  return choose(FLOAT, [[less(call("absolute", FLOAT, x), float(WHOLE_FLOAT)), rounded]], x);
}

function integers(c: Call, name: "quotient" | "remainder"): TypedExpression | null {
  const [a, b] = [kindArgument(c, 0, "int64"), kindArgument(c, 1, "int64")];
  return a && b && call(name, INT, a, b);
}

function remainder(c: Call): TypedExpression | null {
  const plain = (type: Parameters<typeof isFloat>[0]) => isFloat(type) || isInteger(type);
  const [a, b] = [argument(c, 0, "int64 or float64", plain), argument(c, 1, "int64 or float64", plain)];
  if (!a || !b) return null;
  if (isInteger(a.type) && isInteger(b.type)) return integers(c, "remainder");
  return call("remainder", FLOAT, converted(a, FLOAT), converted(b, FLOAT));
}

function pow(c: Call): TypedExpression | null {
  const [x, y] = [floatArgument(c, 0), floatArgument(c, 1)];
  return x && y && power(x, y);
}

/** Null when one is; of equal ones the first. */
function extreme(c: Call, operator: "<" | ">"): TypedExpression | null {
  const nodes = unified(c.args, c.complain);
  const [first, ...rest] = nodes ?? [];
  if (!nodes || !first) return null;
  if (!isOrdered(first.type)) {
    c.complain(c.at, `${c.name} does not order ${first.type.kind}.`, "numbers, text, dates or times");
    return null;
  }
  const best = rest.reduce((a, b) => choose(a.type, [[comparison(operator, b, a), b]], a), first);
  return choose(first.type, [[or(...nodes.map(isNull)), nothing(first.type)]], best);
}

function toInt(c: Call): TypedExpression | null {
  const x = argument(c, 0, "a number", isNumber);
  return !x || isInteger(x.type) ? x : call("to_int", INT, x);
}

function toDecimal(c: Call): TypedExpression | null {
  const precision = wholeConstant(c, 1, 1, PRECISION_MAX);
  const scale = precision === null ? null : wholeConstant(c, 2, 0, precision);
  const written = c.args[0]?.number ? decimalNode(c.args[0].number) : null;
  const x = written ?? argument(c, 0, "a whole number or a decimal: floats are no exact decimals", isExact);
  return x && precision !== null && scale !== null
    ? converted(x, { kind: "decimal", precision, scale })
    : null;
}

function isExact(type: Parameters<typeof isInteger>[0]): boolean {
  return isInteger(type) || type.kind === "decimal";
}

/** How many bounds are at or below the number. */
function bucketize(c: Call): TypedExpression | null {
  const [value, list] = c.args;
  const x = argument(c, 0, "a number", isNumber);
  if (!x || !value || !list) return null;
  const bounds = list.items ?? [];
  if (bounds.length === 0 || bounds.length > BUCKETS_MAX || bounds.some(({ number }) => number === null)) {
    c.complain(
      list.at,
      "bucketize takes constant bounds.",
      `a list of 1 to ${BUCKETS_MAX} numbers, such as [10, 20]`,
    );
    return null;
  }
  const falling = bounds.find((bound, i) => i > 0 && Number(bound.number) <= Number(bounds[i - 1]?.number));
  if (falling) {
    c.complain(
      falling.at,
      `${falling.number} does not rise above the bound before it.`,
      "bounds from the least to the greatest",
    );
    return null;
  }
  const whens: [TypedExpression, TypedExpression][] = [];
  for (const [index, bound] of bounds.entries()) {
    const [left, right] = besideDecimals([value, bound]).map(({ node }) => node);
    const condition = left && right ? boundCondition(left, right) : null;
    if (!condition) {
      c.complain(
        bound.at,
        `${bound.number} cannot be compared with ${x.type.kind}.`,
        "a number of the same kind",
      );
      return null;
    }
    whens.push([condition, int(index)]);
  }
  return choose(INT, [...whens, [isNotNull(x), int(bounds.length)]]);
}

function boundCondition(left: TypedExpression, right: TypedExpression): TypedExpression | null {
  const isDecimal = left.type.kind === "decimal" || right.type.kind === "decimal";
  if (!isDecimal) return comparison("<", left, right);
  if (isFloat(left.type) || isFloat(right.type)) return null;
  const nodes = unified(
    [left, right].map((node) => ({ at: 0, node, number: null, text: null, items: null, dimensions: null })),
    () => {},
  );
  const [a, b] = nodes ?? [];
  return a && b ? comparison("<", a, b) : null;
}

function isNotNull(x: TypedExpression): TypedExpression {
  return call("not", BOOL, isNull(x));
}

function haversineKm(c: Call): TypedExpression | null {
  const [a, b, d, e] = [0, 1, 2, 3].map((index) => floatArgument(c, index));
  return a && b && d && e ? haversine(a, b, d, e) : null;
}
