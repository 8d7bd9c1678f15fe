import { bool, call, choose, converted, equal, less, lessEqual, not } from "./nodes";
import type { Comparison } from "./syntax";
import type { TypedExpression } from "./typed";
import { BOOL, FLOAT, INT, isFloat, isInteger } from "./types";

/**
 * One comparison of two values of one type, or of a whole number with a float: those are compared exactly, not as
 * floats, so 9007199254740993 is above 9007199254740992.0.
 */
export function comparison(operator: Comparison, a: TypedExpression, b: TypedExpression): TypedExpression {
  switch (operator) {
    case "=":
      return exactly("=", a, b);
    case "!=":
      return not(exactly("=", a, b));
    case "<":
    case "<=":
      return exactly(operator, a, b);
    case ">":
      return exactly("<", b, a);
    case ">=":
      return exactly("<=", b, a);
  }
}

const SAME = { "=": equal, "<": less, "<=": lessEqual } as const;

function exactly(operator: "=" | "<" | "<=", a: TypedExpression, b: TypedExpression): TypedExpression {
  const same = SAME[operator];
  const isMixed = (isInteger(a.type) && isFloat(b.type)) || (isFloat(a.type) && isInteger(b.type));
  if (!isMixed) return same(a, b);
  // As floats they differ in the right direction or not at all; in a tie the float is whole, and 2^63 at the most.
  const [left, right] = [converted(a, FLOAT), converted(b, FLOAT)];
  const wholes = same(asInt(a), asInt(b));
  const beyond = bool(operator === "=" ? false : isFloat(b.type));
  const tie = call("coalesce", BOOL, wholes, beyond);
  return choose(BOOL, [[equal(left, right), tie]], operator === "=" ? equal(left, right) : less(left, right));
}

function asInt(node: TypedExpression): TypedExpression {
  return isInteger(node.type) ? node : call("to_int", INT, node);
}
