import {
  argument,
  type Call,
  type FunctionRule,
  kindArgument,
  textConstant,
  unified,
  wholeConstant,
} from "./arguments";
import { comparison } from "./compare";
import { call, choose, int, isNull, literal } from "./nodes";
import { patternProblem } from "./pattern";
import type { PlainOperation, TypedExpression } from "./typed";
import { BOOL, INT, listOf, STRING } from "./types";

const CATEGORIES_MAX = 1000;
const BUCKETS_MAX = 2 ** 31 - 1;
const LENGTH_MAX = 1_000_000;
const SEPARATOR = "|";
const TEXTUAL = ["string", "int64", "decimal", "bool"];

export const TEXT_FUNCTIONS: Record<string, FunctionRule> = {
  length: { usage: "length(text)", args: [1, 1], build: (c) => ofTexts(c, "length", INT) },
  lower: { usage: "lower(text)", args: [1, 1], build: (c) => ofTexts(c, "lower", STRING) },
  upper: { usage: "upper(text)", args: [1, 1], build: (c) => ofTexts(c, "upper", STRING) },
  trim: { usage: "trim(text)", args: [1, 1], build: (c) => ofTexts(c, "trim", STRING) },
  concat: { usage: "concat(text, text, …)", args: [2, 100], build: (c) => ofTexts(c, "concat", STRING) },
  starts_with: {
    usage: "starts_with(text, start)",
    args: [2, 2],
    build: (c) => ofTexts(c, "starts_with", BOOL),
  },
  ends_with: { usage: "ends_with(text, end)", args: [2, 2], build: (c) => ofTexts(c, "ends_with", BOOL) },
  substring: { usage: "substring(text, first, count)", args: [3, 3], build: substring },
  matches: { usage: "matches(text, 'pattern')", args: [2, 2], build: matches },
  to_text: { usage: "to_text(value)", args: [1, 1], build: (c) => textOf(c, 0) },
  one_hot: { usage: "one_hot(value, [categories])", args: [2, 2], build: oneHot },
  hash_bucket: { usage: "hash_bucket(value, buckets)", args: [2, 2], build: hashBucket },
  cross: { usage: "cross(a, b, …)", args: [2, 20], build: cross },
};

/** All arguments are texts. */
export function ofTexts(
  c: Call,
  name: PlainOperation,
  type: TypedExpression["type"],
): TypedExpression | null {
  const nodes = c.args.map((_, index) => kindArgument(c, index, "string"));
  const all = nodes.filter((node) => node !== null);
  return all.length === nodes.length ? call(name, type, ...all) : null;
}

function substring(c: Call): TypedExpression | null {
  const text = kindArgument(c, 0, "string");
  const [start, count] = [wholeConstant(c, 1, 1, LENGTH_MAX), wholeConstant(c, 2, 0, LENGTH_MAX)];
  if (!text || start === null || count === null) return null;
  return { kind: "call", type: STRING, operation: { name: "substring", start, count }, args: [text] };
}

function matches(c: Call): TypedExpression | null {
  const text = kindArgument(c, 0, "string");
  const pattern = textConstant(c, 1, "a regular expression in quotes");
  if (!text || pattern === null) return null;
  const problem = patternProblem(pattern);
  if (problem) {
    c.complain(c.args[1]?.at ?? c.at, problem.message, problem.expected);
    return null;
  }
  return { kind: "call", type: BOOL, operation: { name: "matches", pattern }, args: [text] };
}

/** One argument as its canonical text. */
function textOf(c: Call, index: number): TypedExpression | null {
  const node = argument(
    c,
    index,
    "text, a whole number, a decimal or true/false; floats have no one spelling: bucketize or round to a decimal first",
    (type) => TEXTUAL.includes(type.kind),
  );
  return node && (node.type.kind === "string" ? node : call("to_text", STRING, node));
}

/** A list with 1 at the place of the category and 0 elsewhere. */
function oneHot(c: Call): TypedExpression | null {
  const [value, list] = c.args;
  const x = argument(c, 0, "text, a whole number or true/false", ({ kind }) =>
    ["string", "int64", "bool"].includes(kind),
  );
  if (!x || !value || !list) return null;
  const items = list.items ?? [];
  const constants = items.filter(({ node }) => node?.kind === "literal");
  if (items.length === 0 || items.length > CATEGORIES_MAX || constants.length < items.length) {
    c.complain(
      list.at,
      "one_hot takes constant categories.",
      `a list of 1 to ${CATEGORIES_MAX} constants, such as ['a', 'b']`,
    );
    return null;
  }
  const spellings = constants.map(({ node }) => JSON.stringify(node?.kind === "literal" ? node.value : null));
  const twice = constants.find((_, i) => spellings.indexOf(spellings[i] ?? "") < i);
  if (twice) {
    c.complain(twice.at, "This category stands in the list already.", "each category once");
    return null;
  }
  const nodes = unified([value, ...items], c.complain);
  if (!nodes) return null;
  const [of, ...categories] = nodes;
  if (!of) return null;
  const places = categories.map((category) => choose(INT, [[comparison("=", of, category), int(1)]], int(0)));
  const type = listOf(INT);
  return choose(type, [[call("not", BOOL, isNull(x)), call("list", type, ...places)]]);
}

function hashBucket(c: Call): TypedExpression | null {
  const text = textOf(c, 0);
  const buckets = wholeConstant(c, 1, 1, BUCKETS_MAX);
  return text && buckets !== null ? call("remainder", INT, call("hash", INT, text), int(buckets)) : null;
}

function cross(c: Call): TypedExpression | null {
  const texts = c.args.map((_, index) => textOf(c, index));
  const parts = texts.flatMap((text, index) => {
    if (!text) return [];
    const part = call("escape", STRING, text);
    return index === 0 ? [part] : [literal(STRING, SEPARATOR), part];
  });
  return texts.includes(null) ? null : call("concat", STRING, ...parts);
}
