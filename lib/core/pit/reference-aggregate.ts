import { formatValueType, type ValueType } from "../model/value-type";
import type { Cell } from "./cell";
import type { PitAggregation } from "./compute";
import { floatUnits, nearestFloat } from "./nearest-float";

/** Units of 2^-1074 in 1. */
const ONE = 1n << 1074n;

/**
 * What a function makes of the values that count, nulls left out, in their order (event time, created time, sequence).
 *
 * - count, distinct, approx_distinct (here exact), exists: how many, how many different, whether any.
 * - sum: exact for whole numbers and decimals, the exact sum rounded once for floats. mean: exact sum by count, rounded once.
 * - stddev: of the sample, √(Σ(v − mean)² / (n − 1)), the variance rounded once, then its root; null for one value.
 * - quantile: between the two nearest ranks, linearly; NaN is greater than every number.
 * - mode, top_k: most frequent first, among equals the smallest; collect_distinct: ascending; -0 is 0 in these, in min and max.
 * - NaN or both infinities make sums NaN; NaN or an infinity makes stddev NaN.
 *
 * @param input type of the values; `null` when the function looks at rows, whose `values` are then anything but null.
 * @returns a cell of the result type; `null` for what needs more values than there are.
 */
export function referenceAggregate(
  { fn, parameter, empty }: PitAggregation,
  values: readonly Cell[],
  input: ValueType | null,
): Cell {
  if (values.length === 0) return empty;
  const type = input ?? { kind: "bool" as const };
  switch (fn) {
    case "count":
      return String(values.length);
    case "exists":
      return true;
    case "distinct":
    case "approx_distinct":
      return String(ranked(values, type).length);
    case "sum":
      return sumOf(values, type);
    case "mean":
      return floatCell(special(values) ?? ratio(values, type, (v) => ({ top: v.sum, bottom: v.count })));
    case "stddev":
      return values.length === 1 ? null : floatCell(deviation(values, type));
    case "min":
      return sorted(values, type)[0] ?? null;
    case "max":
      return sorted(values, type).at(-1) ?? null;
    case "first":
    case "first_time":
      return values[0] ?? null;
    case "last":
      return values.at(-1) ?? null;
    case "quantile":
      return quantileOf(values, type, parameter ?? 0);
    case "mode":
      return ranked(values, type)[0] ?? null;
    case "top_k":
      return ranked(values, type).slice(0, parameter ?? 1);
    case "collect_distinct":
      return sorted(ranked(values, type), type);
  }
}

/** @returns a negative number, 0 or a positive number; null is not compared. Text goes by code points, false before true. */
export function compareCells(a: Cell, b: Cell, type: ValueType): number {
  switch (type.kind) {
    case "int64":
    case "decimal":
      return compareUnits(unitsOf(a, type), unitsOf(b, type));
    case "int8":
    case "int16":
    case "int32":
    case "bool":
      return Number(a) - Number(b);
    case "float32":
    case "float64":
      return compareFloats(Number(a), Number(b));
    default:
      return compareText(String(a), String(b));
  }
}

function compareUnits(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}

function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [i, one] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (one !== other) return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return left.length - right.length;
}

const isFloat = (type: ValueType) => type.kind === "float32" || type.kind === "float64";
/** Values that are equal become one: -0 is 0. */
const plain = (value: Cell, type: ValueType): Cell => (isFloat(type) && value === "-0" ? 0 : value);

function sorted(values: readonly Cell[], type: ValueType): Cell[] {
  return values.map((value) => plain(value, type)).sort((a, b) => compareCells(a, b, type));
}

/** Different values, most frequent first, among equals ascending. */
function ranked(values: readonly Cell[], type: ValueType): Cell[] {
  const counts: { value: Cell; count: number }[] = [];
  for (const value of sorted(values, type)) {
    const last = counts.at(-1);
    if (last && compareCells(last.value, value, type) === 0) last.count++;
    else counts.push({ value, count: 1 });
  }
  return counts.toSorted((a, b) => b.count - a.count).map(({ value }) => value);
}

/** NaN or an infinity that a sum of floats comes to, or `null` when all values are finite. */
function special(values: readonly Cell[]): number | null {
  const numbers = values.map(Number);
  return numbers.every(Number.isFinite)
    ? null
    : numbers.filter((n) => !Number.isFinite(n)).reduce((a, b) => a + b);
}

/** A number as a whole count of its type's smallest unit: 1, 10^-scale, 2^-1074. */
function unitsOf(value: Cell, type: ValueType): bigint {
  if (isFloat(type)) return floatUnits(Number(value));
  if (type.kind !== "decimal") return BigInt(String(value));
  return BigInt(String(value).replace(".", ""));
}

function unitOf(type: ValueType): bigint {
  if (isFloat(type)) return ONE;
  return type.kind === "decimal" ? 10n ** BigInt(type.scale) : 1n;
}

interface Totals {
  count: bigint;
  sum: bigint;
  squares: bigint;
}

function ratio(
  values: readonly Cell[],
  type: ValueType,
  of: (totals: Totals) => { top: bigint; bottom: bigint },
  unit = unitOf(type),
): number {
  const units = values.map((value) => unitsOf(value, type));
  const { top, bottom } = of({
    count: BigInt(units.length),
    sum: units.reduce((a, b) => a + b, 0n),
    squares: units.reduce((a, b) => a + b * b, 0n),
  });
  return nearestFloat(top, bottom * unit);
}

function deviation(values: readonly Cell[], type: ValueType): number {
  if (special(values) !== null) return Number.NaN;
  const unit = unitOf(type);
  const variance = ratio(
    values,
    type,
    ({ count, sum, squares }) => ({ top: count * squares - sum * sum, bottom: count * (count - 1n) }),
    unit * unit,
  );
  return Math.sqrt(variance);
}

function sumOf(values: readonly Cell[], type: ValueType): Cell {
  if (isFloat(type))
    return floatCell(special(values) ?? ratio(values, type, ({ sum }) => ({ top: sum, bottom: 1n })));
  const sum = values.reduce<bigint>((total, value) => total + unitsOf(value, type), 0n);
  if (type.kind !== "decimal") {
    if (BigInt.asIntN(64, sum) !== sum)
      throw new Error(`${sum} does not fit the sum of ${formatValueType(type)}`);
    return sum.toString();
  }
  const digits = (sum < 0n ? -sum : sum).toString().padStart(type.scale + 1, "0");
  const text = type.scale === 0 ? digits : `${digits.slice(0, -type.scale)}.${digits.slice(-type.scale)}`;
  return sum < 0n ? `-${text}` : text;
}

function quantileOf(values: readonly Cell[], type: ValueType, fraction: number): Cell {
  const numbers = sorted(values, type).map(Number);
  const place = (numbers.length - 1) * fraction;
  const [low, high] = [numbers[Math.floor(place)] ?? 0, numbers[Math.ceil(place)] ?? 0];
  return floatCell(low === high ? low : low + (high - low) * (place - Math.floor(place)));
}

function floatCell(value: number): Cell {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
