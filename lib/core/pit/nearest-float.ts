const FLOAT_BITS = 53n;

/**
 * The float64 nearest to a fraction of whole numbers: rounded once, ties to even, as IEEE 754 division of exact operands
 * would. Below 2^-900 and above 2^1000 it is not meant to be used.
 *
 * @param denominator above 0.
 */
export function nearestFloat(numerator: bigint, denominator: bigint): number {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  if (size === 0n) return 0;
  // Scaled so that the whole part has two bits more than a float keeps; what is cut off leaves a trace in the last one.
  const shift = bitsOf(denominator) - bitsOf(size) + FLOAT_BITS + 2n;
  const scaled = shift >= 0n ? size << shift : size;
  const divisor = shift >= 0n ? denominator : denominator << -shift;
  const whole = (scaled / divisor) | (scaled % divisor === 0n ? 0n : 1n);
  const rounded = roundToFloatBits(whole);
  const value = Number(rounded) * 2 ** -Number(shift);
  return isNegative ? -value : value;
}

/**
 * A finite float64 as a whole number of 2^-1074, the smallest there is: sums of these are exact.
 */
export function floatUnits(value: number): bigint {
  if (value === 0) return 0n;
  let mantissa = value;
  let shift = 1074n;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    shift -= 1n;
  }
  return BigInt(mantissa) << shift;
}

function bitsOf(size: bigint): bigint {
  return BigInt(size.toString(2).length);
}

function roundToFloatBits(whole: bigint): bigint {
  const extra = bitsOf(whole) - FLOAT_BITS;
  if (extra <= 0n) return whole;
  const half = 1n << (extra - 1n);
  const rest = whole & ((1n << extra) - 1n);
  const kept = whole >> extra;
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return (kept + (up ? 1n : 0n)) << extra;
}
