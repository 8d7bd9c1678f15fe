import type { ValueType } from "../model/value-type";
import type { Cell } from "../pit/cell";

/** A part of an expression after every name and type is settled. Several parts may share one as their argument. */
export type TypedExpression = LiteralNode | InputNode | CallNode;

export interface LiteralNode {
  kind: "literal";
  type: ValueType;
  value: Cell;
}

/** A value that the row brings along. */
export interface InputNode {
  kind: "input";
  type: ValueType;
  /** Index into the inputs of the expression. */
  input: number;
}

export interface CallNode {
  kind: "call";
  type: ValueType;
  operation: Operation;
  args: readonly TypedExpression[];
}

/** A primitive operation as a step: arguments are the numbers of earlier steps. */
export interface CallStep extends Omit<CallNode, "args"> {
  args: readonly number[];
}

export type Step = LiteralNode | InputNode | CallStep;

/** Parts of a calendar date and of a clock. */
export const DATE_PARTS = ["year", "quarter", "month", "week", "day", "day_of_week", "day_of_year"] as const;
export const CLOCK_PARTS = ["hour", "minute", "second"] as const;
export type TimePart = (typeof DATE_PARTS)[number] | (typeof CLOCK_PARTS)[number];

/**
 * What a call does. Unless said otherwise the arguments have one type, the result is null when any argument is, whole
 * numbers beyond int64 and decimals beyond their precision become null, and floats follow IEEE 754 to the last bit.
 *
 * - `divide`: floats, null for a divisor of 0. `quotient`, `remainder`: towards zero, the sign of the dividend.
 * - `round`: a float to the nearest whole number, half away from zero. `to_int`: towards zero.
 * - `convert`: to the type of the node, numbers to the nearest, null where none is; lists element by element.
 * - `bits`, `from_bits`: the IEEE 754 pattern of a finite float as int64, and back.
 * - `equal`, `less`, `less_equal`: text by code point; NaN equals itself and is above all numbers; -0 equals 0.
 * - `and`, `or`, `is_null`, `coalesce`, `list` and `case` (condition, value, condition, value …, otherwise) take nulls.
 * - `to_text`: digits, true or false. `hash`: the first 60 bits of the MD5 of the UTF-8 text.
 * - `difference`: the second minus the first, in microseconds, of dates in days; null with an infinite one.
 * - `list_sum`, `list_count`, `list_min`, `list_max` skip null elements; `dot` is null with one, and when lengths differ.
 * - `part`, `date_of`: null outside the years 1 to 9999; `zone` is set for instants only.
 */
export type Operation =
  | { name: PlainOperation }
  | { name: "matches"; pattern: string }
  | { name: "substring"; start: number; count: number }
  | { name: "field"; field: string }
  | { name: "part"; part: TimePart; zone: string | null }
  | { name: "date_of"; zone: string | null };

export type PlainOperation =
  | "negate"
  | "absolute"
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "quotient"
  | "remainder"
  | "floor"
  | "ceil"
  | "round"
  | "to_int"
  | "square_root"
  | "bits"
  | "from_bits"
  | "convert"
  | "equal"
  | "less"
  | "less_equal"
  | "and"
  | "or"
  | "not"
  | "is_null"
  | "coalesce"
  | "case"
  | "length"
  | "lower"
  | "upper"
  | "trim"
  | "concat"
  | "starts_with"
  | "ends_with"
  | "contains"
  | "escape"
  | "to_text"
  | "hash"
  | "difference"
  | "list"
  | "size"
  | "element"
  | "list_sum"
  | "list_count"
  | "list_min"
  | "list_max"
  | "list_contains"
  | "dot";

/** A value that an expression reads from its row. `type` is the column's own. */
export type ExpressionInput =
  | { kind: "column"; name: string; type: ValueType }
  | { kind: "lookup"; group: string; feature: string; keys: LookupKey[]; type: ValueType };

/** Where a join key of the group that is looked up takes its value from. */
export interface LookupKey {
  key: string;
  column: string;
}

/**
 * An expression that may run, as plain data: steps of primitive operations, each after its arguments, the last one
 * the result. Every operation is total: whatever its arguments are, it gives a value of its type or null, never an
 * error. Types are those of `widened`, but for the last step, which has the declared one.
 */
export interface CheckedExpression {
  type: ValueType;
  steps: Step[];
  inputs: ExpressionInput[];
}
