import type { ExpressionProblem } from "./problem";
import { type BinaryOperator, COMPARISONS, type Syntax } from "./syntax";
import { type Token, tokensOf } from "./token";

/** How deep brackets, calls and chains of operators may be nested: engines and stacks have limits of their own. */
export const DEPTH_MAX = 100;

type Parsed = { ok: true; syntax: Syntax } | { ok: false; problem: ExpressionProblem };

/**
 * Reads an expression. Binding, loosest first: `or`; `and`; `not`; comparisons, `is null`, `in`, `between` (these do
 * not chain); `+ -`; `* /`; the sign; `.field`. Keywords and names of functions are read without regard to case.
 *
 * @returns the tree, or the first thing wrong with the text. Never throws.
 */
export function parseExpression(text: string): Parsed {
  const lexed = tokensOf(text);
  if (!lexed.ok) return lexed;
  const parser = new Parser(lexed.tokens);
  const syntax = parser.expression(0);
  if (syntax !== null && parser.isAtEnd) return { ok: true, syntax };
  return { ok: false, problem: parser.problem ?? parser.unexpected("an operator or the end") };
}

const LOOSE = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, sign: 7 } as const;
const BINARY: Readonly<Record<string, number>> = {
  or: LOOSE.or,
  and: LOOSE.and,
  "+": LOOSE.sum,
  "-": LOOSE.sum,
  "*": LOOSE.product,
  "/": LOOSE.product,
};
const COMPARISON_SIGNS: ReadonlySet<string> = new Set([...COMPARISONS, "<>"]);
const KEYWORDS: ReadonlySet<string> = new Set(
  "and or not is null true false in between case when then else end".split(" "),
);
const VALUE = "a value: a name, a number, 'text', a call or an expression in brackets";

/** `null` from a method means that `problem` has been set, and the parse is over. */
class Parser {
  problem: ExpressionProblem | null = null;
  #at = 0;
  readonly #depths = new Map<Syntax, number>();

  constructor(private readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.#next.kind === "end";
  }

  unexpected(expected: string): ExpressionProblem {
    const { kind, text, at } = this.#next;
    const message = kind === "end" ? "The expression ends too early." : `${text} does not belong here.`;
    return { at, message, expected };
  }

  /** `binding`: operators that bind more loosely belong to somebody further out. */
  expression(binding: number, depth = 0): Syntax | null {
    if (depth > DEPTH_MAX) return this.#tooDeep();
    let left = this.#prefix(depth);
    while (left !== null) {
      const operator = this.#operator();
      const strength = operator === null ? 0 : (BINARY[operator] ?? LOOSE.comparison);
      if (operator === null || strength <= binding) return left;
      left = this.#infix(left, operator, strength, depth);
      if (left !== null && strength === LOOSE.comparison && this.#isComparison()) {
        return this.#fail(this.unexpected("and or or between two comparisons"));
      }
    }
    return null;
  }

  get #next(): Token {
    return this.tokens[this.#at] ?? { kind: "end", text: "", at: 0 };
  }

  #isComparison(): boolean {
    const operator = this.#operator();
    return operator !== null && BINARY[operator] === undefined;
  }

  /** The operator that comes next, in its one spelling; `null` when none does. */
  #operator(): string | null {
    const { kind, text } = this.#next;
    if (kind === "sign") {
      if (COMPARISON_SIGNS.has(text)) return text === "<>" ? "!=" : text;
      return text in BINARY ? text : null;
    }
    const word = kind === "name" ? text.toLowerCase() : "";
    return ["and", "or", "is", "in", "between", "not"].includes(word) ? word : null;
  }

  #infix(left: Syntax, operator: string, strength: number, depth: number): Syntax | null {
    const { at } = this.#next;
    this.#at++;
    if (operator === "is") return this.#isNull(left, at);
    if (operator === "in" || operator === "between") return this.#member(left, operator, at, false, depth);
    if (operator === "not") {
      const word = this.#operator();
      if (word !== "in" && word !== "between") return this.#fail(this.unexpected("in or between"));
      this.#at++;
      return this.#member(left, word, at, true, depth);
    }
    const right = this.expression(strength, depth + 1);
    if (right === null) return null;
    return this.#node({ kind: "binary", at, operator: operator as BinaryOperator, left, right }, [
      left,
      right,
    ]);
  }

  #isNull(operand: Syntax, at: number): Syntax | null {
    const negated = this.#takeWord("not");
    if (!this.#takeWord("null")) return this.#fail(this.unexpected("null or not null"));
    return this.#node({ kind: "is_null", at, operand, negated }, [operand]);
  }

  #member(
    operand: Syntax,
    word: "in" | "between",
    at: number,
    negated: boolean,
    depth: number,
  ): Syntax | null {
    if (word === "in") {
      if (!this.#takeSign("(")) return this.#fail(this.unexpected("( and the values"));
      const items = this.#items(")", depth);
      if (items === null) return null;
      if (items.length === 0)
        return this.#fail({ at, message: "This list is empty.", expected: "one value at least" });
      return this.#node({ kind: "in", at, operand, items, negated }, [operand, ...items]);
    }
    const low = this.expression(LOOSE.comparison, depth + 1);
    if (low === null) return null;
    if (!this.#takeWord("and")) return this.#fail(this.unexpected("and"));
    const high = this.expression(LOOSE.comparison, depth + 1);
    if (high === null) return null;
    return this.#node({ kind: "between", at, operand, low, high, negated }, [operand, low, high]);
  }

  #prefix(depth: number): Syntax | null {
    const token = this.#next;
    const word = token.kind === "name" ? token.text.toLowerCase() : "";
    if (word === "not") return this.#unary("not", LOOSE.not, depth);
    if (token.kind === "sign" && token.text === "-") return this.#unary("-", LOOSE.sign, depth);
    let value = this.#primary(token, word, depth);
    while (value !== null && this.#takeSign(".")) {
      const { kind, text, at } = this.#next;
      if (kind !== "name" && kind !== "quoted") return this.#fail(this.unexpected("the name of a field"));
      this.#at++;
      value = this.#node({ kind: "field", at, of: value, name: text }, [value]);
    }
    return value;
  }

  #unary(operator: "-" | "not", strength: number, depth: number): Syntax | null {
    const { at } = this.#next;
    this.#at++;
    const sign = this.#next;
    // The least integer has no positive twin, so a sign belongs to the number that follows it.
    if (operator === "-" && sign.kind === "number") {
      this.#at++;
      return this.#node({ kind: "number", at, text: `-${sign.text}` }, []);
    }
    const operand = this.expression(strength, depth + 1);
    return operand && this.#node({ kind: "unary", at, operator, operand }, [operand]);
  }

  #primary(token: Token, word: string, depth: number): Syntax | null {
    const { kind, text, at } = token;
    this.#at++;
    if (kind === "number" || kind === "text") return this.#node({ kind, at, text }, []);
    if (kind === "quoted") return this.#node({ kind: "name", at, name: text }, []);
    if (word === "true" || word === "false")
      return this.#node({ kind: "bool", at, value: word === "true" }, []);
    if (word === "null") return this.#node({ kind: "null", at }, []);
    if (word === "case") return this.#case(at, depth);
    if (kind === "sign" && text === "(") {
      const inner = this.expression(0, depth + 1);
      if (inner === null) return null;
      return this.#takeSign(")") ? inner : this.#fail(this.unexpected(")"));
    }
    if (kind === "sign" && text === "[") {
      const items = this.#items("]", depth);
      return items && this.#node({ kind: "list", at, items }, items);
    }
    if (kind === "name" && !KEYWORDS.has(word)) {
      if (!this.#takeSign("(")) return this.#node({ kind: "name", at, name: text }, []);
      const args = this.#items(")", depth);
      return args && this.#node({ kind: "call", at, name: word, args }, args);
    }
    this.#at--;
    return this.#fail(this.unexpected(VALUE));
  }

  #case(at: number, depth: number): Syntax | null {
    const whens: { condition: Syntax; value: Syntax }[] = [];
    while (this.#takeWord("when")) {
      const condition = this.expression(0, depth + 1);
      if (condition === null) return null;
      if (!this.#takeWord("then")) return this.#fail(this.unexpected("then"));
      const value = this.expression(0, depth + 1);
      if (value === null) return null;
      whens.push({ condition, value });
    }
    if (whens.length === 0) return this.#fail(this.unexpected("when"));
    const otherwise = this.#takeWord("else") ? this.expression(0, depth + 1) : null;
    if (this.problem !== null) return null;
    if (!this.#takeWord("end")) return this.#fail(this.unexpected("when, else or end"));
    const parts = [
      ...whens.flatMap(({ condition, value }) => [condition, value]),
      ...(otherwise ? [otherwise] : []),
    ];
    return this.#node({ kind: "case", at, whens, otherwise }, parts);
  }

  #items(close: ")" | "]", depth: number): Syntax[] | null {
    const items: Syntax[] = [];
    if (this.#takeSign(close)) return items;
    for (;;) {
      const item = this.expression(0, depth + 1);
      if (item === null) return null;
      items.push(item);
      if (this.#takeSign(close)) return items;
      if (!this.#takeSign(",")) return this.#fail(this.unexpected(`, or ${close}`));
    }
  }

  #takeSign(sign: string): boolean {
    const isNext = this.#next.kind === "sign" && this.#next.text === sign;
    if (isNext) this.#at++;
    return isNext;
  }

  #takeWord(word: string): boolean {
    const isNext = this.#next.kind === "name" && this.#next.text.toLowerCase() === word;
    if (isNext) this.#at++;
    return isNext;
  }

  /** Chains of operators nest without brackets, so the depth of a node is that of its parts. */
  #node(node: Syntax, parts: readonly Syntax[]): Syntax | null {
    const depth = 1 + parts.reduce((deepest, part) => Math.max(deepest, this.#depths.get(part) ?? 0), 0);
    this.#depths.set(node, depth);
    return depth > DEPTH_MAX ? this.#tooDeep() : node;
  }

  #tooDeep(): null {
    return this.#fail({
      at: this.#next.at,
      message: "The expression is nested too deeply.",
      expected: `at most ${DEPTH_MAX} levels; brackets around parts of a long chain make it flatter`,
    });
  }

  #fail(problem: ExpressionProblem): null {
    this.problem ??= problem;
    return null;
  }
}
