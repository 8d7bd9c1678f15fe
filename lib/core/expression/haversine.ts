import { polynomial } from "./elementary";
import { add, and, call, choose, divide, float, less, lessEqual, multiply, subtract } from "./nodes";
import type { TypedExpression } from "./typed";
import { FLOAT } from "./types";

/** Mean radius of the Earth in km. Source: IUGG, R1 of the GRS 80 ellipsoid. */
const RADIUS_KM = 6371.0088;
const RADIANS = Math.PI / 180;
/** Source: fdlibm, k_sin.c (S1…S6), k_cos.c (C1…C6), e_asin.c (pS0…pS5, qS1…qS4). */
const SIN = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 0.0000027557313707070068,
  -2.5050760253406863e-8, 1.58969099521155e-10,
];
const COS = [
  0.0416666666666666, -0.001388888888887411, 0.00002480158728947673, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
];
const ASIN_P = [
  0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941, 0.0007915349942898145,
  0.00003479331075960212,
];
const ASIN_Q = [1, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194];

/**
 * The length of the great circle between two points given in degrees, on a sphere, in km. Null where a latitude is
 * beyond ±90 or a longitude beyond ±180, NaN and infinite ones included. Only IEEE 754 arithmetic and square roots,
 * so it is the same everywhere. Source: R. W. Sinnott, "Virtues of the Haversine", 1984.
 */
export function haversine(
  lat1: TypedExpression,
  lon1: TypedExpression,
  lat2: TypedExpression,
  lon2: TypedExpression,
): TypedExpression {
  const half = float(0.5 * RADIANS);
  const high = sinSquared(multiply(subtract(lat2, lat1), half));
  const wide = sinSquared(multiply(subtract(lon2, lon1), half));
  const across = multiply(multiply(cosine(lat1), cosine(lat2)), wide);
  const sum = add(high, across);
  const root = call("square_root", FLOAT, choose(FLOAT, [[less(float(1), sum), float(1)]], sum));
  const isOnEarth = and(within(lat1, 90), within(lon1, 180), within(lat2, 90), within(lon2, 180));
  return choose(FLOAT, [[isOnEarth, multiply(float(2 * RADIUS_KM), arcSine(root))]]);
}

function within(degrees: TypedExpression, limit: number): TypedExpression {
  return lessEqual(call("absolute", FLOAT, degrees), float(limit));
}

/** sin² of an angle between -π and π. Folded to π/2, then as sin² below π/4 and 1 - sin² of the rest above. */
function sinSquared(angle: TypedExpression): TypedExpression {
  const size = call("absolute", FLOAT, angle);
  const folded = choose(FLOAT, [[less(float(Math.PI / 2), size), subtract(float(Math.PI), size)]], size);
  const isSteep = less(float(Math.PI / 4), folded);
  const cos = cosineKernel(subtract(float(Math.PI / 2), folded));
  const sin = sineKernel(folded);
  const value = choose(FLOAT, [[isSteep, cos]], sin);
  return multiply(value, value);
}

/** The cosine of a latitude in degrees. */
function cosine(degrees: TypedExpression): TypedExpression {
  const size = multiply(call("absolute", FLOAT, degrees), float(RADIANS));
  const isSteep = less(float(Math.PI / 4), size);
  return choose(FLOAT, [[isSteep, sineKernel(subtract(float(Math.PI / 2), size))]], cosineKernel(size));
}

/** Good between 0 and π/4. */
function sineKernel(x: TypedExpression): TypedExpression {
  const z = multiply(x, x);
  return add(x, multiply(multiply(x, z), polynomial(z, SIN)));
}

/** Good between 0 and π/4. */
function cosineKernel(x: TypedExpression): TypedExpression {
  const z = multiply(x, x);
  return add(subtract(float(1), multiply(float(0.5), z)), multiply(multiply(z, z), polynomial(z, COS)));
}

/** Of a number between 0 and 1. */
function arcSine(x: TypedExpression): TypedExpression {
  const isLow = less(x, float(0.5));
  const z = multiply(x, x);
  const t = multiply(subtract(float(1), x), float(0.5));
  const root = call("square_root", FLOAT, t);
  const low = add(x, multiply(x, ratio(z)));
  const high = subtract(float(Math.PI / 2), multiply(float(2), add(root, multiply(root, ratio(t)))));
  return choose(FLOAT, [[isLow, low]], high);
}

function ratio(z: TypedExpression): TypedExpression {
  return divide(multiply(z, polynomial(z, ASIN_P)), polynomial(z, ASIN_Q));
}
