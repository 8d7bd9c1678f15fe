import "server-only";
import type { ValueType } from "@/lib/core/model/value-type";
import type { PitAggregation } from "@/lib/core/pit/compute";
import { sqlTypeOf } from "./types";

/** One aggregated feature, ready to be compiled. */
export interface AggregateFeature extends PitAggregation {
  /** From 1, in the order of the group's features: `f_1` and so on. */
  number: number;
  /** Type of the values that are aggregated; `null` when rows are. */
  input: ValueType | null;
  result: ValueType;
}

/**
 * What an aggregate is made from: `n` values that count, `s` their exact sum, `l` and `h` the sums of the low 64 and of the
 * high bits of their squares, `v` anything that only an aggregate function of the engine can tell, `lo` and `hi` event times of the
 * first and the last that count, in microseconds.
 */
export type Part = "n" | "s" | "l" | "h" | "v" | "lo" | "hi";

const LOW_64_BITS = "18446744073709551615::HUGEINT";
const TWO_TO_64 = "18446744073709551616::HUGEINT";
/** Sums of squares beyond have no place in 128 bits. */
const HIGH_MAX = 2n ** 62n;

const isFloat = (type: ValueType | null) => type?.kind === "float32" || type?.kind === "float64";
const isWhole = (type: ValueType | null) => type?.kind.startsWith("int") === true;

/** Whether sums of these values are exact in any order, so that totals can be subtracted. */
function isExact(type: ValueType | null): boolean {
  // Running totals go over all rows: 10^12 values of 24 digits still fit 38.
  return isWhole(type) || (type?.kind === "decimal" && type.precision <= 24);
}

/** Whether a feature can be told from running totals, or from the place of its first or last event among all. */
export function canSweep({ fn, input }: Pick<AggregateFeature, "fn" | "input">): boolean {
  switch (fn) {
    case "count":
    case "exists":
    case "first":
    case "last":
    case "first_time":
      return true;
    case "sum":
    case "mean":
      return isExact(input);
    case "stddev":
      return isWhole(input);
    default:
      return false;
  }
}

/** The parts that a function needs, `n` always among them. */
export function partsOf({ fn, input }: Pick<AggregateFeature, "fn" | "input">): Part[] {
  switch (fn) {
    case "count":
    case "exists":
      return ["n"];
    case "sum":
    case "mean":
      return isFloat(input) ? ["n", "v"] : ["n", "s"];
    case "stddev":
      if (!isWhole(input)) return ["n", "v"];
      return input?.kind === "int64" ? ["n", "s", "l", "h"] : ["n", "s", "l"];
    default:
      return ["n", "v"];
  }
}

/** What stands behind an aggregate function: a FILTER, an OVER, or nothing. */
export type Suffix = (call: string) => string;

/**
 * The SQL of one part over rows whose value is `x`, null where a row does not count.
 *
 * @param order a struct that orders rows by event time, created time and sequence.
 * @param eventTime of the row, in microseconds.
 */
export function partSql(
  part: Part,
  feature: AggregateFeature,
  { x, order, eventTime, over }: { x: string; order: string; eventTime: string; over: Suffix },
): string {
  const counted = `CASE WHEN ${x} IS NOT NULL THEN ${eventTime} END`;
  switch (part) {
    case "n":
      return over(`count(${x})`);
    case "s":
      return over(`sum(${x})`);
    case "l":
      return over(`sum((${x}::HUGEINT * ${x}) & ${LOW_64_BITS})`);
    case "h":
      return over(`sum((${x}::HUGEINT * ${x}) >> 64)`);
    case "lo":
      return over(`min(${counted})`);
    case "hi":
      return over(`max(${counted})`);
    case "v":
      return valueSql(feature, x, order, counted, over);
  }
}

function valueSql(
  { fn, input, parameter }: AggregateFeature,
  x: string,
  order: string,
  counted: string,
  over: Suffix,
): string {
  const number = `${x}::DOUBLE`;
  // -0 and 0 are one value; without this it would be chance which of them is shown.
  const plain = input && isFloat(input) ? `${x} + 0::${sqlTypeOf(input)}` : x;
  switch (fn) {
    case "sum":
    case "mean":
      // In ascending order of values, so that threads and strategies change no bit. Compensation turns infinities into NaN, so what is not finite is summed plainly.
      return `CASE WHEN isfinite(${over(`sum(${number})`)}) THEN ${over(`fsum(${number} ORDER BY ${number})`)} ELSE ${over(`sum(${number})`)} END`;
    case "stddev":
      return `CASE WHEN ${over(`bool_and(isfinite(${number}))`)} THEN ${over(`stddev_samp(CASE WHEN isfinite(${number}) THEN ${number} END ORDER BY ${number})`)} ELSE 'NaN'::DOUBLE END`;
    case "min":
    case "max":
      return over(`${fn}(${plain})`);
    case "distinct":
      return over(`count(DISTINCT ${plain})`);
    case "approx_distinct":
      return over(`approx_count_distinct(${plain})`);
    case "quantile":
      return over(`quantile_cont(${number}, ${parameter ?? 0})`);
    case "last":
      return over(`arg_max(${x}, ${order})`);
    case "first":
      return over(`arg_min(${x}, ${order})`);
    case "first_time":
      return over(`min(${counted})`);
    default:
      // histogram loses keys beside NaN (1.5.6), so floats are counted by their text, which says every bit.
      return over(`histogram(${isFloat(input) ? `(${plain})::VARCHAR` : plain})`);
  }
}

/**
 * The value of a feature from its parts, which may all be null when nothing counts.
 *
 * @param p the column of a part.
 */
export function finishSql(feature: AggregateFeature, p: (part: Part) => string, empty: string): string {
  const type = sqlTypeOf(feature.result);
  return `CASE WHEN COALESCE(${p("n")}, 0) = 0 THEN ${empty} ELSE CAST(${finished(feature, p)} AS ${type}) END`;
}

function finished({ fn, input, parameter }: AggregateFeature, p: (part: Part) => string): string {
  const key = (text: string) => (input && isFloat(input) ? `CAST(${text} AS ${sqlTypeOf(input)})` : text);
  const byCount = `list_sort(list_transform(map_entries(${p("v")}), lambda e: {c: -(e.value::BIGINT), k: ${key("e.key")}}))`;
  switch (fn) {
    case "count":
      return p("n");
    case "exists":
      return "true";
    case "sum":
      return isFloat(input) ? p("v") : p("s");
    case "mean":
      if (isFloat(input)) return `${p("v")} / ${p("n")}`;
      return isWhole(input) ? `nearest_float(${p("s")}, ${p("n")})` : `${p("s")}::DOUBLE / ${p("n")}`;
    case "stddev":
      return isWhole(input) ? deviationSql(input, p) : `CASE WHEN ${p("n")} > 1 THEN ${p("v")} END`;
    case "first_time":
      return `make_timestamptz(${p("v")})`;
    case "mode":
      return `${byCount}[1].k`;
    case "top_k":
      return `list_transform(${byCount}[1:${parameter ?? 1}], lambda e: e.k)`;
    case "collect_distinct":
      return `list_sort(list_transform(map_keys(${p("v")}), lambda e: ${key("e")}))`;
    default:
      return p("v");
  }
}

/**
 * Of whole numbers, from exact sums: around q, the mean without its fraction, Σ(v − q)² = Σv² − n q² − 2 q r, where r is what
 * the sum leaves of n q. None of it is larger than Σv², and n Σ(v − q)² − r² over n (n − 1) is the variance, rounded once.
 */
function deviationSql(input: ValueType | null, p: (part: Part) => string): string {
  const squares = input?.kind === "int64" ? `(${p("h")} * ${TWO_TO_64} + ${p("l")})` : `${p("l")}::HUGEINT`;
  return `CASE WHEN ${p("n")} > 1 THEN whole_deviation(${p("n")}::HUGEINT, ${p("s")}, ${squares}) END`;
}

/** Why a value has no place in its result type, as a condition over its parts; `null` when it always has. */
export function overflowSql({ fn, input }: AggregateFeature, p: (part: Part) => string): string | null {
  if (!isWhole(input)) return null;
  if (fn === "sum") return `${p("s")} NOT BETWEEN -9223372036854775808 AND 9223372036854775807`;
  return fn === "stddev" && input?.kind === "int64" ? `${p("h")} >= ${HIGH_MAX}` : null;
}

/** A macro repeats its arguments wherever it names them; a lambda over a list of one computes them once. */
const once = (value: string, name: string, body: string) =>
  `list_transform([${value}], lambda ${name}: ${body})[1]`;

/**
 * Macros that {@link finishSql} uses. `nearest_float(a, b)` is the fraction a/b of whole numbers, b below 2^68, rounded once
 * to the nearest float64, ties to even: the quotient is taken with more bits than a float has, its last bit marking a remainder, and cut to
 * 60 bits in the same way, because only 64-bit numbers turn into floats with one rounding.
 */
export const MACROS = [
  `CREATE MACRO marked_quotient(a, b) AS (a // b) | CASE WHEN a % b = 0 THEN 0 ELSE 1 END::HUGEINT`,
  `CREATE MACRO marked_shift(q, k) AS (q >> k) | CASE WHEN q & ((1::HUGEINT << k) - 1) = 0 THEN 0 ELSE 1 END::HUGEINT`,
  `CREATE MACRO whole_float(q) AS ${once("{q: q, k: greatest(0, floor(log2(q::DOUBLE)) - 59)::INTEGER}", "w", "marked_shift(w.q, w.k)::BIGINT::DOUBLE * pow(2.0, w.k)")}`,
  `CREATE MACRO big_ratio(a, b) AS ${once("{a: a, b: b, k: greatest(0, 124 - floor(log2(a::DOUBLE)))::INTEGER}", "v", `${once("{q: marked_quotient(v.a << v.k, v.b), k: v.k}", "u", "whole_float(u.q) * pow(2.0, -u.k)")}`)}`,
  `CREATE MACRO nearest_float(a, b) AS CASE WHEN a BETWEEN -9007199254740992 AND 9007199254740992 AND b <= 9007199254740992 THEN a::BIGINT::DOUBLE / b::BIGINT::DOUBLE ELSE sign(a) * big_ratio(abs(a)::HUGEINT, b::HUGEINT) END`,
  `CREATE MACRO whole_variance(n, r, a) AS CASE WHEN a <= 85070591730234615865843651857942052864 // n THEN ${once("{a: n * a - r * r, b: n * (n - 1)}", "x", "nearest_float(x.a, x.b)")} ELSE (a::DOUBLE - r::DOUBLE * r::DOUBLE / n) / (n - 1) END`,
  `CREATE MACRO whole_deviation(n, s, squares) AS ${once("{n: n, q: s // n, r: s % n, t: squares}", "y", once("{n: y.n, r: y.r, a: y.t - y.n * y.q * y.q - 2 * y.q * y.r}", "z", "sqrt(whole_variance(z.n, z.r, z.a))"))}`,
];
