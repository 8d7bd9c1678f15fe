import type { AggregationDefinition, AggregationFunction, Scalar } from "../model/definitions";
import { formatValueType, isNumeric, type ValueType } from "../model/value-type";

/** What one aggregation function takes and gives. */
export interface AggregationRule {
  /** `forbidden`: the function looks at rows, not at values; `where` chooses them. */
  column: "required" | "optional" | "forbidden";
  /** What `parameter` must be: nothing, a fraction 0..1, or a count 1..1000. */
  parameter: "none" | "fraction" | "count";
  /** Which value types it takes, in words for messages. */
  takes: "any" | "numeric" | "ordered" | "comparable";
  /** The type of the result; `input` is `null` for functions without a column. */
  result: (input: ValueType | null) => ValueType | null;
  /** The value of an empty window unless `empty` says otherwise. */
  empty: 0 | false | null;
  /** Whether it can aggregate over members in `second_order`, where values have no order in time. */
  overMembers: boolean;
}

const INT64: ValueType = { kind: "int64" };
const FLOAT64: ValueType = { kind: "float64" };
const same = (input: ValueType | null) => input;
const listOf = (input: ValueType | null): ValueType | null =>
  input ? { kind: "list", element: input } : null;

/**
 * The functions, with the type of their result for each input type:
 * count, distinct, approx_distinct → int64 · mean, stddev, quantile → float64 · sum → int64 of integers,
 * float64 of floats, decimal(38,s) of decimal(p,s) · min, max, first, last, mode → the input type ·
 * top_k, collect_distinct → a list of the input type · first_time → timestamp · exists → bool.
 */
export const AGGREGATION_RULES: Readonly<Record<AggregationFunction, AggregationRule>> = {
  count: {
    column: "optional",
    parameter: "none",
    takes: "any",
    result: () => INT64,
    empty: 0,
    overMembers: true,
  },
  sum: {
    column: "required",
    parameter: "none",
    takes: "numeric",
    result: widened,
    empty: null,
    overMembers: true,
  },
  mean: {
    column: "required",
    parameter: "none",
    takes: "numeric",
    result: () => FLOAT64,
    empty: null,
    overMembers: true,
  },
  min: {
    column: "required",
    parameter: "none",
    takes: "ordered",
    result: same,
    empty: null,
    overMembers: true,
  },
  max: {
    column: "required",
    parameter: "none",
    takes: "ordered",
    result: same,
    empty: null,
    overMembers: true,
  },
  stddev: {
    column: "required",
    parameter: "none",
    takes: "numeric",
    result: () => FLOAT64,
    empty: null,
    overMembers: true,
  },
  distinct: {
    column: "required",
    parameter: "none",
    takes: "comparable",
    result: () => INT64,
    empty: 0,
    overMembers: true,
  },
  approx_distinct: {
    column: "required",
    parameter: "none",
    takes: "comparable",
    result: () => INT64,
    empty: 0,
    overMembers: true,
  },
  last: {
    column: "required",
    parameter: "none",
    takes: "any",
    result: same,
    empty: null,
    overMembers: false,
  },
  first: {
    column: "required",
    parameter: "none",
    takes: "any",
    result: same,
    empty: null,
    overMembers: false,
  },
  quantile: {
    column: "required",
    parameter: "fraction",
    takes: "numeric",
    result: () => FLOAT64,
    empty: null,
    overMembers: true,
  },
  mode: {
    column: "required",
    parameter: "none",
    takes: "comparable",
    result: same,
    empty: null,
    overMembers: true,
  },
  top_k: {
    column: "required",
    parameter: "count",
    takes: "comparable",
    result: listOf,
    empty: null,
    overMembers: true,
  },
  collect_distinct: {
    column: "required",
    parameter: "none",
    takes: "comparable",
    result: listOf,
    empty: null,
    overMembers: true,
  },
  first_time: {
    column: "forbidden",
    parameter: "none",
    takes: "any",
    result: () => ({ kind: "timestamp" }),
    empty: null,
    overMembers: false,
  },
  exists: {
    column: "forbidden",
    parameter: "none",
    takes: "any",
    result: () => ({ kind: "bool" }),
    empty: false,
    overMembers: true,
  },
};

/** @returns whether a function takes values of a type. */
export function takesType(rule: AggregationRule, type: ValueType): boolean {
  const isNested = type.kind === "list" || type.kind === "struct" || type.kind === "embedding";
  switch (rule.takes) {
    case "any":
      return true;
    case "numeric":
      return isNumeric(type);
    case "comparable":
      return !isNested;
    case "ordered":
      return !isNested && type.kind !== "bytes";
  }
}

/** What one aggregation makes: one feature for each window, in the order of the windows. */
export function expandWindows(
  aggregation: Pick<AggregationDefinition, "name" | "windows">,
): { name: string; window: string }[] {
  return aggregation.windows.map((window) => ({
    name: aggregation.name.replaceAll("{window}", window),
    window,
  }));
}

/** The value of an empty window: what `empty` says, else 0 for count and distinct, false for exists, null for the others. */
export function emptyValue(aggregation: Pick<AggregationDefinition, "fn" | "empty">): Scalar {
  return aggregation.empty ?? AGGREGATION_RULES[aggregation.fn].empty;
}

/**
 * The literal interval of a window as people read it, t being the time of the row asked for:
 * `(t − 7 d, t]`, `[t − 1 h, t)`, `(−∞, t]`.
 */
export function intervalText(window: string, bounds: "(]" | "[)"): string {
  const close = bounds === "(]" ? "]" : ")";
  if (window === "lifetime") return `(−∞, t${close}`;
  const open = bounds === "(]" ? "(" : "[";
  return `${open}t − ${window.replace(/([a-z])$/, " $1")}, t${close}`;
}

/** @returns the canonical text of the type that a function gives for an input type; `null` when it is not known. */
export function resultType(fn: AggregationFunction, input: ValueType | null): string | null {
  const type = AGGREGATION_RULES[fn].result(input);
  return type ? formatValueType(type) : null;
}

function widened(input: ValueType | null): ValueType | null {
  if (!input) return null;
  if (input.kind === "decimal") return { kind: "decimal", precision: 38, scale: input.scale };
  return input.kind.startsWith("int") ? INT64 : FLOAT64;
}
