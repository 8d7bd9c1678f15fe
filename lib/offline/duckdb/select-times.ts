import "server-only";
import { type AstNode, isNode, nodeOf, nodesOf, textOf, textsOf } from "./select-ast";
import { AGGREGATE_FUNCTIONS } from "./select-functions";

/** Something in FROM, with the columns of it that hold event times; names in lower case. */
export interface TimedRelation {
  alias: string;
  times: ReadonlySet<string>;
}

const TRUNCATING = new Set(["date_trunc", "datetrunc", "time_bucket"]);
const LOWER_OR_EQUAL = new Set(["COMPARE_LESSTHAN", "COMPARE_LESSTHANOREQUALTO"]);
const GREATER_OR_EQUAL = new Set(["COMPARE_GREATERTHAN", "COMPARE_GREATERTHANOREQUALTO"]);

/** Whether an expression is an event time of one of these relations, unchanged: a column, a cast of it, its zone. */
export function isTime(node: AstNode | null, relations: readonly TimedRelation[]): boolean {
  if (!node) return false;
  if (node.class === "CAST") return isTime(nodeOf(node.child), relations);
  if (node.class === "FUNCTION" && functionName(node) === "timezone")
    return isTime(nodesOf(node.children).at(-1) ?? null, relations);
  if (node.class !== "COLUMN_REF") return false;
  const names = textsOf(node.column_names).map((name) => name.toLowerCase());
  const name = names.at(-1) ?? "";
  const alias = names.length > 1 ? names.at(-2) : null;
  return relations.some((one) => (alias === null || one.alias === alias) && one.times.has(name));
}

/** `max(time)`, or the greatest of several times: never earlier than the rows it stands for. */
export function isNewestTime(node: AstNode, relations: readonly TimedRelation[]): boolean {
  if (node.class !== "FUNCTION") return false;
  const children = nodesOf(node.children);
  if (functionName(node) === "greatest") return children.some((child) => isTime(child, relations));
  return functionName(node) === "max" && !nodeOf(node.filter) && isTime(children[0] ?? null, relations);
}

/** The start of a period plus an interval: its end. */
export function isPeriodEnd(node: AstNode, relations: readonly TimedRelation[]): boolean {
  if (node.class === "CAST") return isPeriodEnd(nodeOf(node.child) ?? {}, relations);
  return (
    functionName(node) === "+" &&
    nodesOf(node.children).some((child) => isPeriodStart(child, relations)) &&
    !nodesOf(node.children).every((child) => isPeriodStart(child, relations))
  );
}

/** A time that was cut off, or moved back by an interval: earlier than the rows it stands for. */
export function isMovedBack(node: AstNode | null, relations: readonly TimedRelation[]): boolean {
  if (!node) return false;
  if (node.class === "CAST") return isMovedBack(nodeOf(node.child), relations);
  const [first = null] = nodesOf(node.children);
  return isPeriodStart(node, relations) || (functionName(node) === "-" && isTime(first, relations));
}

function isPeriodStart(node: AstNode, relations: readonly TimedRelation[]): boolean {
  if (node.class === "CAST") return isPeriodStart(nodeOf(node.child) ?? {}, relations);
  return (
    node.class === "FUNCTION" &&
    TRUNCATING.has(functionName(node)) &&
    nodesOf(node.children).some((child) => isTime(child, relations))
  );
}

/** Whether a condition keeps times of `inner` at or before something of `outer`: `inner.t <= outer.x`, BETWEEN, equality. */
export function isBounded(
  condition: AstNode | null,
  inner: readonly TimedRelation[],
  isOuter: (node: AstNode) => boolean,
): boolean {
  if (!condition) return false;
  if (condition.class === "CONJUNCTION" && condition.type === "CONJUNCTION_AND")
    return nodesOf(condition.children).some((child) => isBounded(child, inner, isOuter));
  if (condition.class === "BETWEEN") {
    const upper = nodeOf(condition.upper);
    return isTime(nodeOf(condition.input), inner) && upper !== null && isOuter(upper);
  }
  const [left, right] = [nodeOf(condition.left), nodeOf(condition.right)];
  if (condition.class !== "COMPARISON" || !left || !right) return false;
  const type = textOf(condition.type);
  const isEqual = type === "COMPARE_EQUAL";
  return (
    ((isEqual || LOWER_OR_EQUAL.has(type)) && isTime(left, inner) && isOuter(right)) ||
    ((isEqual || GREATER_OR_EQUAL.has(type)) && isTime(right, inner) && isOuter(left))
  );
}

export function functionName(node: AstNode): string {
  return textOf(node.function_name).toLowerCase();
}

/** The first aggregate function at or below an expression, outside windows and subqueries. */
export function aggregateIn(value: unknown): AstNode | null {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = aggregateIn(item);
      if (found) return found;
    }
    return null;
  }
  if (!isNode(value) || value.class === "WINDOW" || value.class === "SUBQUERY") return null;
  if (value.class === "FUNCTION" && AGGREGATE_FUNCTIONS.has(functionName(value))) return value;
  return aggregateIn(Object.values(value));
}
