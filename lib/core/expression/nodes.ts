import type { ValueType } from "../model/value-type";
import type { Cell } from "../pit/cell";
import type { CallNode, LiteralNode, PlainOperation, TypedExpression } from "./typed";
import { BOOL, FLOAT, INT, sameType } from "./types";

export function literal(type: ValueType, value: Cell): LiteralNode {
  return { kind: "literal", type, value };
}

export function call(name: PlainOperation, type: ValueType, ...args: TypedExpression[]): CallNode {
  return { kind: "call", type, operation: { name }, args };
}

/** A null of the type. */
export const nothing = (type: ValueType) => literal(type, null);

/** The value as another type; itself where it is that already. */
export function converted(node: TypedExpression, type: ValueType): TypedExpression {
  return sameType(node.type, type) ? node : call("convert", type, node);
}

export const int = (value: number | bigint) => literal(INT, String(value));
export const float = (value: number) =>
  literal(
    FLOAT,
    Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value),
  );
export const bool = (value: boolean) => literal(BOOL, value);

export const add = (a: TypedExpression, b: TypedExpression) => call("add", a.type, a, b);
export const subtract = (a: TypedExpression, b: TypedExpression) => call("subtract", a.type, a, b);
export const multiply = (a: TypedExpression, b: TypedExpression) => call("multiply", a.type, a, b);
export const divide = (a: TypedExpression, b: TypedExpression) => call("divide", FLOAT, a, b);
export const less = (a: TypedExpression, b: TypedExpression) => call("less", BOOL, a, b);
export const lessEqual = (a: TypedExpression, b: TypedExpression) => call("less_equal", BOOL, a, b);
export const equal = (a: TypedExpression, b: TypedExpression) => call("equal", BOOL, a, b);
export const not = (a: TypedExpression) => call("not", BOOL, a);
export const and = (...args: TypedExpression[]) => call("and", BOOL, ...args);
export const or = (...args: TypedExpression[]) => call("or", BOOL, ...args);
export const isNull = (a: TypedExpression) => call("is_null", BOOL, a);

/** The value of the first condition that is true, else the last; without any, a null of the type. */
export function choose(
  type: ValueType,
  whens: readonly (readonly [TypedExpression, TypedExpression])[],
  otherwise: TypedExpression = nothing(type),
): CallNode {
  return call("case", type, ...whens.flat(), otherwise);
}
