import { type Call, type FunctionRule, kindArgument, typeName, unified, vectorArgument } from "./arguments";
import { ofTexts } from "./functions-text";
import { call, converted, divide, multiply } from "./nodes";
import type { TypedExpression } from "./typed";
import { BOOL, FLOAT, INT, isFloat, isInteger, isOrdered, listOf } from "./types";

export const LIST_FUNCTIONS: Record<string, FunctionRule> = {
  size: { usage: "size(list)", args: [1, 1], build: size },
  element: { usage: "element(list, position)", args: [2, 2], build: element },
  sum: { usage: "sum(list)", args: [1, 1], build: sum },
  mean: { usage: "mean(list)", args: [1, 1], build: mean },
  min: { usage: "min(list)", args: [1, 1], build: (c) => extreme(c, "list_min") },
  max: { usage: "max(list)", args: [1, 1], build: (c) => extreme(c, "list_max") },
  contains: { usage: "contains(list, value) or contains(text, part)", args: [2, 2], build: contains },
  dot: { usage: "dot(a, b)", args: [2, 2], build: (c) => ofVectors(c, dotOf) },
  cosine: { usage: "cosine(a, b)", args: [2, 2], build: (c) => ofVectors(c, cosineOf) },
  norm: { usage: "norm(a)", args: [1, 1], build: norm },
};

function size(c: Call): TypedExpression | null {
  const list = kindArgument(c, 0, "list");
  return list && call("size", INT, list);
}

function element(c: Call): TypedExpression | null {
  const [list, position] = [kindArgument(c, 0, "list"), kindArgument(c, 1, "int64")];
  return list && position && call("element", elementOf(list), list, position);
}

function sum(c: Call): TypedExpression | null {
  const list = numbers(c);
  return list && call("list_sum", elementOf(list), list);
}

function mean(c: Call): TypedExpression | null {
  const list = numbers(c);
  if (!list) return null;
  const floats = converted(list, listOf(FLOAT));
  return divide(call("list_sum", FLOAT, floats), converted(call("list_count", INT, floats), FLOAT));
}

function extreme(c: Call, name: "list_min" | "list_max"): TypedExpression | null {
  const list = kindArgument(c, 0, "list");
  if (!list) return null;
  const type = elementOf(list);
  if (isOrdered(type)) return call(name, type, list);
  c.complain(
    c.args[0]?.at ?? c.at,
    `${c.name} does not order ${typeName(list)}.`,
    "a list of numbers, text or times",
  );
  return null;
}

function contains(c: Call): TypedExpression | null {
  const [first, wanted] = c.args;
  if (first?.node?.type.kind === "string") return ofTexts(c, "contains", BOOL);
  const list = kindArgument(c, 0, "list");
  if (!list || !wanted) return null;
  const type = elementOf(list);
  if (!isOrdered(type) && type.kind !== "bool") {
    c.complain(
      first?.at ?? c.at,
      `${typeName(list)} is not searched.`,
      "a list of numbers, text, times or true/false",
    );
    return null;
  }
  const sample = {
    at: wanted.at,
    node: call("element", type, list),
    number: null,
    text: null,
    items: null,
    dimensions: null,
  };
  const both = unified([sample, wanted], c.complain);
  const value = both?.[1];
  return value ? call("list_contains", BOOL, converted(list, listOf(value.type)), value) : null;
}

/** A list of whole numbers or of floats. */
function numbers(c: Call): TypedExpression | null {
  const list = kindArgument(c, 0, "list");
  if (!list) return null;
  const type = elementOf(list);
  if (isFloat(type) || isInteger(type)) return list;
  c.complain(
    c.args[0]?.at ?? c.at,
    `${c.name} does not take ${typeName(list)}.`,
    "a list of whole numbers or floats, or an embedding",
  );
  return null;
}

function elementOf(list: TypedExpression) {
  return list.type.kind === "list" ? list.type.element : FLOAT;
}

function ofVectors(
  c: Call,
  build: (a: TypedExpression, b: TypedExpression) => TypedExpression,
): TypedExpression | null {
  const [a, b] = [vectorArgument(c, 0), vectorArgument(c, 1)];
  if (!a || !b) return null;
  const [one, other] = c.args.map(({ dimensions }) => dimensions);
  if (one && other && one !== other) {
    c.complain(c.args[1]?.at ?? c.at, `${other} dimensions do not match ${one}.`, `an embedding<${one}>`);
    return null;
  }
  return build(a, b);
}

function dotOf(a: TypedExpression, b: TypedExpression): TypedExpression {
  return call("dot", FLOAT, a, b);
}

function cosineOf(a: TypedExpression, b: TypedExpression): TypedExpression {
  return divide(dotOf(a, b), multiply(normOf(a), normOf(b)));
}

function norm(c: Call): TypedExpression | null {
  const a = vectorArgument(c, 0);
  return a && normOf(a);
}

function normOf(a: TypedExpression): TypedExpression {
  return call("square_root", FLOAT, dotOf(a, a));
}
