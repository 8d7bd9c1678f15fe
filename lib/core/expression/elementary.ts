import {
  add,
  and,
  call,
  choose,
  converted,
  divide,
  equal,
  float,
  int,
  less,
  lessEqual,
  multiply,
  not,
  nothing,
  or,
  subtract,
} from "./nodes";
import type { TypedExpression } from "./typed";
import { FLOAT, INT } from "./types";

/*
 * exp, ln, log10 and pow made of additions, multiplications and divisions. Mathematical libraries differ in the last
 * bits of these, and a model must not see other values than it was trained on; IEEE 754 arithmetic does not differ.
 * Source of the reductions and coefficients: fdlibm (Sun Microsystems, 1993), e_exp.c, e_log.c, e_log10.c.
 */

const LN2_HI = 0.6931471803691238;
const LN2_LO = 1.9082149292705877e-10;
const { LOG2E: LOG2_E, LOG10E: LOG10_E } = Math;
const LOG10_2_HI = 0.30102999566361177;
const LOG10_2_LO = 3.694239077158931e-13;
const EXP_MAX = 709.782712893384;
const EXP_MIN = -745.1332191019411;
const MANTISSA_UNITS = 2n ** 52n;
const BIAS = 1023;
const LEAST_NORMAL = 2 ** -1022;
/** fdlibm's P1…P5. */
const EXP = [
  0.16666666666666602, -0.0027777777777015593, 0.00006613756321437934, -0.0000016533902205465252,
  4.1381367970572385e-8,
];
/** fdlibm's Lg2, Lg4, Lg6 and Lg1, Lg3, Lg5, Lg7. */
const LOG_EVEN = [0.3999999999940942, 0.22222198432149784, 0.15313837699209373];
const LOG_ODD = [0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605116586];
/** Whole exponents up to this are taken by multiplying. */
const WHOLE_POWER_BITS = 10;

/** e to the power of x: 0 and Infinity where a float ends. */
export function exponential(x: TypedExpression): TypedExpression {
  const k = call("floor", FLOAT, add(multiply(x, float(LOG2_E)), float(0.5)));
  const high = subtract(x, multiply(k, float(LN2_HI)));
  const low = multiply(k, float(LN2_LO));
  const r = subtract(high, low);
  const t = multiply(r, r);
  const c = subtract(r, multiply(t, polynomial(t, EXP)));
  const fraction = divide(multiply(r, c), subtract(float(2), c));
  const y = subtract(float(1), subtract(subtract(low, fraction), high));
  // Two factors: the first leaves a normal number, so that only the second rounds.
  const half = call("floor", FLOAT, multiply(k, float(0.5)));
  const scaled = multiply(multiply(y, powerOfTwo(half)), powerOfTwo(subtract(k, half)));
  return choose(
    FLOAT,
    [
      [less(float(EXP_MAX), x), choose(FLOAT, [[isNaNumber(x), x]], float(Number.POSITIVE_INFINITY))],
      [less(x, float(EXP_MIN)), float(0)],
    ],
    scaled,
  );
}

/** The natural logarithm; null below and at 0. */
export function naturalLogarithm(x: TypedExpression): TypedExpression {
  const { m, k } = parts(x);
  return positive(x, logarithmOf(m, multiply(k, float(LN2_HI)), multiply(k, float(LN2_LO))));
}

/** The logarithm to base 10; null below and at 0. */
export function decimalLogarithm(x: TypedExpression): TypedExpression {
  const { m, k } = parts(x);
  const rest = add(
    multiply(k, float(LOG10_2_LO)),
    multiply(float(LOG10_E), logarithmOf(m, float(0), float(0))),
  );
  return positive(x, add(rest, multiply(k, float(LOG10_2_HI))));
}

/**
 * x to the power of y: by multiplying where y is whole and below 1024, else through the logarithm. Null for a negative
 * x with a y that is not a whole number, and for 0 with a negative y.
 */
export function power(x: TypedExpression, y: TypedExpression): TypedExpression {
  const size = call("absolute", FLOAT, y);
  const isWhole = and(equal(y, call("floor", FLOAT, y)), less(size, float(Number.POSITIVE_INFINITY)));
  const isSmall = and(isWhole, less(size, float(2 ** WHOLE_POWER_BITS)));
  const magnitude = exponential(multiply(y, naturalLogarithm(call("absolute", FLOAT, x))));
  const isOdd = not(equal(call("remainder", FLOAT, y, float(2)), float(0)));
  const isOutside = or(and(less(x, float(0)), not(isWhole)), and(equal(x, float(0)), less(y, float(0))));
  return choose(
    FLOAT,
    [
      [or(isNaNumber(x), isNaNumber(y)), add(x, y)],
      [isOutside, nothing(FLOAT)],
      [isSmall, wholePower(x, y, size)],
      [equal(x, float(0)), float(0)],
      [and(less(x, float(0)), isOdd), call("negate", FLOAT, magnitude)],
    ],
    magnitude,
  );
}

/** By squaring: exact wherever the result is. */
function wholePower(x: TypedExpression, y: TypedExpression, size: TypedExpression): TypedExpression {
  const count = call("to_int", INT, size);
  let square = x;
  let product: TypedExpression = float(1);
  for (let bit = 0; bit < WHOLE_POWER_BITS; bit++) {
    const isSet = equal(call("remainder", INT, call("quotient", INT, count, int(2 ** bit)), int(2)), int(1));
    product = choose(FLOAT, [[isSet, multiply(product, square)]], product);
    square = multiply(square, square);
  }
  return choose(FLOAT, [[less(y, float(0)), divide(float(1), product)]], product);
}

/** x = m × 2^k with m between √½ and √2. */
function parts(x: TypedExpression): { m: TypedExpression; k: TypedExpression } {
  const isTiny = less(x, float(LEAST_NORMAL));
  const pattern = call("bits", INT, choose(FLOAT, [[isTiny, multiply(x, float(2 ** 54))]], x));
  const exponent = call("quotient", INT, pattern, int(MANTISSA_UNITS));
  const mantissa = subtract(pattern, multiply(exponent, int(MANTISSA_UNITS)));
  const m = call("from_bits", FLOAT, add(mantissa, int(BigInt(BIAS) * MANTISSA_UNITS)));
  const isLarge = less(float(Math.SQRT2), m);
  const power = add(exponent, choose(INT, [[isTiny, int(-BIAS - 54)]], int(-BIAS)));
  return {
    m: choose(FLOAT, [[isLarge, multiply(m, float(0.5))]], m),
    k: converted(choose(INT, [[isLarge, add(power, int(1))]], power), FLOAT),
  };
}

/** ln(m) + high + low. */
function logarithmOf(m: TypedExpression, high: TypedExpression, low: TypedExpression): TypedExpression {
  const f = subtract(m, float(1));
  const s = divide(f, add(float(2), f));
  const z = multiply(s, s);
  const w = multiply(z, z);
  const r = add(multiply(z, polynomial(w, LOG_ODD)), multiply(w, polynomial(w, LOG_EVEN)));
  const square = multiply(multiply(float(0.5), f), f);
  return subtract(high, subtract(subtract(square, add(multiply(s, add(square, r)), low)), f));
}

function positive(x: TypedExpression, value: TypedExpression): TypedExpression {
  return choose(FLOAT, [
    [lessEqual(x, float(0)), nothing(FLOAT)],
    [less(float(Number.MAX_VALUE), x), x],
    [less(float(0), x), value],
  ]);
}

/** 2^k for a whole k between -1022 and 1023. */
function powerOfTwo(k: TypedExpression): TypedExpression {
  const exponent = add(call("to_int", INT, k), int(BIAS));
  return call("from_bits", FLOAT, multiply(exponent, int(MANTISSA_UNITS)));
}

/** coefficients[0] + x × (coefficients[1] + x × …). */
export function polynomial(x: TypedExpression, coefficients: readonly number[]): TypedExpression {
  return coefficients
    .slice(0, -1)
    .reduceRight<TypedExpression>(
      (sum, coefficient) => add(float(coefficient), multiply(x, sum)),
      float(coefficients.at(-1) ?? 0),
    );
}

function isNaNumber(x: TypedExpression): TypedExpression {
  return less(float(Number.POSITIVE_INFINITY), x);
}
