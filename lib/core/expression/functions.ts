import { type Call, type FunctionRule, kindArgument, typed, unified } from "./arguments";
import { comparison } from "./compare";
import { LIST_FUNCTIONS } from "./functions-list";
import { NUMBER_FUNCTIONS } from "./functions-number";
import { TEXT_FUNCTIONS } from "./functions-text";
import { TIME_FUNCTIONS } from "./functions-time";
import { call, choose, nothing } from "./nodes";
import { paired, pairProblem } from "./operators";
import type { TypedExpression } from "./typed";

const LOGIC_FUNCTIONS: Record<string, FunctionRule> = {
  if: { usage: "if(condition, value, otherwise)", args: [3, 3], build: ifThenElse },
  coalesce: { usage: "coalesce(a, b, …)", args: [2, 100], build: coalesce },
  nullif: { usage: "nullif(value, other)", args: [2, 2], build: nullIf },
};

/** Every function of the language by its name, `lookup` aside, whose arguments are no values. */
export const FUNCTIONS: ReadonlyMap<string, FunctionRule> = new Map(
  Object.entries({
    ...LOGIC_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...TEXT_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...LIST_FUNCTIONS,
  }),
);

function ifThenElse(c: Call): TypedExpression | null {
  const condition = kindArgument(c, 0, "bool");
  const branches = unified(c.args.slice(1), c.complain);
  const [value, otherwise] = branches ?? [];
  return condition && value && otherwise ? choose(value.type, [[condition, value]], otherwise) : null;
}

function coalesce(c: Call): TypedExpression | null {
  const nodes = unified(c.args, c.complain);
  const [first] = nodes ?? [];
  return nodes && first ? call("coalesce", first.type, ...nodes) : null;
}

function nullIf(c: Call): TypedExpression | null {
  const [value, other] = c.args;
  const node = value ? typed(value, c.complain) : null;
  if (!value || !other || !node || !typed(other, c.complain)) return null;
  const pair = paired(value, other);
  if (!pair) {
    c.complain(other.at, ...pairProblem(value, other));
    return null;
  }
  return choose(node.type, [[comparison("=", ...pair), nothing(node.type)]], node);
}
