import type { ExpressionProblem } from "./problem";

/** The smallest pieces of an expression; white space is no token. `end` closes every list, with an empty text. */
export interface Token {
  kind: "name" | "quoted" | "text" | "number" | "sign" | "end";
  /** As written; for `quoted` and `text` what stands between the quotes, doubled quotes undone. */
  text: string;
  at: number;
}

/** Characters of the longest expression; definitions refuse longer ones too. */
export const EXPRESSION_LENGTH_MAX = 4000;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const SIGN = /<=|>=|<>|!=|[-+*/()[\],.=<>]/y;

/** Spellings of other languages, and what they are here. */
const HINTS: readonly (readonly [string, string])[] = [
  ["--", "no comments; for a negative number a space: a - -1"],
  ["/*", "no comments"],
  ["==", "="],
  ["||", "concat(a, b)"],
  ["&&", "and"],
  ["%", "mod(a, b)"],
  ["//", "div(a, b)"],
  ["**", "pow(a, b)"],
  ["^", "pow(a, b)"],
  ["::", "to_int(x), to_float(x) or to_decimal(x, precision, scale)"],
  [":", "a reference in quotes: lookup('group:feature', key = column)"],
  ["!", "not"],
];

type Lexed = { ok: true; tokens: Token[] } | { ok: false; problem: ExpressionProblem };

/** Splits an expression into tokens, or says what the first character that is none should have been. Linear time. */
export function tokensOf(text: string): Lexed {
  if (text.length > EXPRESSION_LENGTH_MAX)
    return refuse(
      EXPRESSION_LENGTH_MAX,
      `The expression has ${text.length} characters.`,
      `at most ${EXPRESSION_LENGTH_MAX}`,
    );
  if (!text.isWellFormed() || text.includes("\0"))
    return refuse(0, "The expression is not text.", "well-formed Unicode without NUL");
  const tokens: Token[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const quote = text[at];
    if (quote === "'" || quote === '"') {
      const end = closingQuote(text, at);
      if (end < 0) return refuse(at, "This quote is never closed.", quote);
      const inside = text.slice(at + 1, end).replaceAll(quote + quote, quote);
      if (quote === '"' && inside === "")
        return refuse(at, "This name is empty.", "a name between the quotes");
      tokens.push({ kind: quote === "'" ? "text" : "quoted", text: inside, at });
      at = end + 1;
      continue;
    }
    const token = isForeign(text, at) ? null : plainToken(text, at);
    if (!token) return refuse(at, `${shown(text, at)} has no meaning here.`, hintAt(text, at));
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return { ok: true, tokens };
}

function plainToken(text: string, at: number): Token | null {
  const number = matchAt(NUMBER, text, at);
  // `1abc` is a slip, not a number and a name.
  if (number !== null) {
    const isWhole = !/[A-Za-z_0-9.]/.test(text[at + number.length] ?? "");
    return isWhole ? { kind: "number", text: number, at } : null;
  }
  const name = matchAt(NAME, text, at);
  if (name !== null) return { kind: "name", text: name, at };
  const sign = matchAt(SIGN, text, at);
  return sign === null ? null : { kind: "sign", text: sign, at };
}

/** Two signs that mean something else together in other languages must not quietly be read as two. */
function isForeign(text: string, at: number): boolean {
  return ["--", "/*", "//", "**", "=="].some((sign) => text.startsWith(sign, at));
}

function hintAt(text: string, at: number): string {
  const hint = HINTS.find(([sign]) => text.startsWith(sign, at))?.[1];
  return hint ?? "a name, a number, 'text', an operator or a bracket";
}

function closingQuote(text: string, open: number): number {
  const quote = text[open];
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] !== quote) continue;
    if (text[at + 1] !== quote) return at;
    at++;
  }
  return -1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (/[ \t\r\n]/.test(text[at] ?? "")) at++;
  return at;
}

function shown(text: string, at: number): string {
  const number = matchAt(NUMBER, text, at);
  return number ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function refuse(at: number, message: string, expected: string): Lexed {
  return { ok: false, problem: { at, message, expected } };
}
