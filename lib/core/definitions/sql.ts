/** The smallest pieces of an SQL text that mean something; white space and comments are not tokens. */
export interface SqlToken {
  kind: "word" | "quoted" | "string" | "number" | "operator" | "mark";
  /** As written, quotes included. */
  text: string;
  /** Offset of the first character in the SQL text. */
  at: number;
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
/** No operator is longer: PostgreSQL cuts names at 63. The bound keeps reading linear. */
const OPERATOR = /[-+*/<>=~!@#%^&|?]{1,63}/y;
const SPACE = /\s+/y;
const DOLLAR = /\$([\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/**
 * Splits SQL (the dialect of DuckDB and PostgreSQL) into tokens: quoted and dollar-quoted text, `E''` escapes,
 * nested block comments. Never fails: an unclosed quote runs to the end. Linear time.
 */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const skipped = skipBlank(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = readToken(sql, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

/**
 * The meaning-bearing spelling of an SQL text: tokens joined by one space, keywords and function names in upper
 * case, no comments, no final semicolon. Two texts with the same canonical form compute the same; texts that
 * differ in the case of an identifier count as different, to be on the safe side. Idempotent.
 */
export function canonicalSql(sql: string): string {
  return canonicalTokens(sqlTokens(sql));
}

/** As {@link canonicalSql}, for a part of a text. */
export function canonicalTokens(tokens: readonly SqlToken[]): string {
  let end = tokens.length;
  while (end > 0 && tokens[end - 1]?.text === ";") end--;
  return tokens
    .slice(0, end)
    .map((token, index) =>
      token.kind === "word" ? canonicalWord(token.text, tokens[index - 1], tokens[index + 1]) : token.text,
    )
    .join(" ");
}

/** Whether a token is a keyword with this (upper-case) spelling. */
export function isKeyword(token: SqlToken | undefined, keyword: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === keyword;
}

/** The name that a word or a quoted identifier stands for; `null` for other tokens. */
export function identifierName(token: SqlToken | undefined): string | null {
  if (token?.kind === "word") return token.text;
  return token?.kind === "quoted" ? token.text.slice(1, -1).replaceAll('""', '"') : null;
}

function canonicalWord(word: string, before: SqlToken | undefined, after: SqlToken | undefined): string {
  const upper = word.toUpperCase();
  const isCall = after?.text === "(";
  return before?.text !== "." && (isCall || KEYWORDS.has(upper)) ? upper : word;
}

function skipBlank(sql: string, at: number): number {
  const space = matchAt(SPACE, sql, at);
  if (space) return at + space.length;
  if (sql.startsWith("--", at)) {
    const end = sql.indexOf("\n", at);
    return end < 0 ? sql.length : end + 1;
  }
  return sql.startsWith("/*", at) ? blockCommentEnd(sql, at) : at;
}

function blockCommentEnd(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at++) {
    if (sql.startsWith("/*", at)) {
      depth++;
      at++;
    } else if (sql.startsWith("*/", at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
}

function readToken(sql: string, at: number): SqlToken {
  const prefixed = /^[eExXbBnN]'/.test(sql.slice(at, at + 2));
  if (sql[at] === "'" || prefixed) {
    const escapes = prefixed && /[eE]/.test(sql[at] ?? "");
    return { kind: "string", text: sql.slice(at, quoteEnd(sql, at + (prefixed ? 1 : 0), "'", escapes)), at };
  }
  if (sql[at] === '"') return { kind: "quoted", text: sql.slice(at, quoteEnd(sql, at, '"', false)), at };
  const dollar = matchAt(DOLLAR, sql, at);
  if (dollar) {
    const end = sql.indexOf(dollar, at + dollar.length);
    return { kind: "string", text: sql.slice(at, end < 0 ? sql.length : end + dollar.length), at };
  }
  const word = matchAt(WORD, sql, at);
  if (word) return { kind: "word", text: word, at };
  const number = matchAt(NUMBER, sql, at);
  if (number) return { kind: "number", text: number, at };
  const operator = matchAt(OPERATOR, sql, at);
  if (operator) return { kind: "operator", text: operatorPart(operator), at };
  if (sql.startsWith("::", at)) return { kind: "mark", text: "::", at };
  return { kind: "mark", text: String.fromCodePoint(sql.codePointAt(at) ?? 0), at };
}

/**
 * The first operator of a run of operator characters: a comment may begin inside (`a+--b`), and a sign at the end
 * belongs to what follows (`a>-1`) unless the run holds a character that no plain operator has.
 * Source: PostgreSQL manual, 4.1.3 Operators.
 */
function operatorPart(run: string): string {
  const comment = run.search(/--|\/\*/);
  const operator = comment > 0 ? run.slice(0, comment) : run;
  if (/[~!@#%^&|?]/.test(operator)) return operator;
  let end = operator.length;
  while (end > 1 && (operator[end - 1] === "-" || operator[end - 1] === "+")) end--;
  return operator.slice(0, end);
}

function quoteEnd(sql: string, open: number, quote: string, escapes: boolean): number {
  for (let at = open + 1; at < sql.length; at++) {
    if (escapes && sql[at] === "\\") at++;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return sql.length;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Words that DuckDB reads without regard to case and that are no identifiers. Others keep their spelling. */
const KEYWORDS = new Set(
  `ALL AND ANTI ANY ARRAY AS ASC ASOF AT BETWEEN BY CASE CAST COLLATE CROSS CURRENT DESC DISTINCT ELSE END EXCEPT
  EXCLUDE EXISTS FALSE FETCH FILTER FIRST FOLLOWING FOR FROM FULL GLOB GROUP GROUPING HAVING ILIKE IN INNER INTERSECT
  INTERVAL INTO IS ISNULL JOIN LAST LATERAL LEFT LIKE LIMIT NATURAL NOT NOTNULL NULL NULLS OFFSET ON OR ORDER OUTER
  OVER PARTITION POSITIONAL PRECEDING QUALIFY RANGE RECURSIVE RIGHT ROW ROWS SAMPLE SELECT SEMI SETS SIMILAR SOME THEN
  TO TRUE UNBOUNDED UNION USING VALUES WHEN WHERE WINDOW WITH WITHIN ZONE`.split(/\s+/),
);
