import { canonicalTokens, identifierName, isKeyword, type SqlToken, sqlTokens } from "./sql";

/** One entry of a SELECT list. */
export interface SelectItem {
  /** The output column. */
  name: string;
  /** The expression as written, without its alias. */
  text: string;
  /** Canonical text of the expression and of every other entry it refers to by name. */
  definition: string;
  /** Names that the expression mentions, of columns or anything else. */
  names: string[];
}

/** A plain SELECT, taken apart. */
export interface SplitSelect {
  items: SelectItem[];
  /** Canonical text of everything but the SELECT list: which rows there are. */
  rows: string;
}

/**
 * Takes a plain SELECT apart into its entries and the rest, so that a change of one entry can be told from a
 * change of all. Entries of a plain SELECT do not influence each other, except by name, which `definition` follows.
 *
 * @returns `null` where that does not hold: set operations, DISTINCT, `*`, `unnest`, positions or ALL in
 *   GROUP BY and ORDER BY, an entry without a clear name.
 */
export function splitSelect(sql: string): SplitSelect | null {
  const tokens = sqlTokens(sql);
  const depths = depthsOf(tokens);
  const select = tokens.findIndex((token, index) => depths[index] === 0 && isKeyword(token, "SELECT"));
  const isPlainStart = select === 0 || isKeyword(tokens[0], "WITH");
  if (select < 0 || !isPlainStart || isKeyword(tokens[select + 1], "DISTINCT")) return null;
  const from = findFrom(tokens, depths, select);
  const rest = [...tokens.slice(0, select), ...tokens.slice(from)];
  if (!areRowsIndependent(tokens, depths, select, from)) return null;
  const entries = splitAt(tokens, depths, select + 1, from).map((part) => readEntry(part, sql));
  if (entries.some((entry) => entry === null)) return null;
  return closeOverNames(
    entries.filter((entry) => entry !== null),
    rest,
  );
}

/**
 * The tables that a SELECT names after FROM and JOIN, common table expressions left out: a first guess for
 * ordering and for cycles. The engine's own list, where there is one, is better.
 */
export function tablesRead(sql: string): string[] {
  const tokens = sqlTokens(sql);
  const tables = new Set<string>();
  const common = new Set<string | null>();
  for (const [index, token] of tokens.entries()) {
    if (isKeyword(token, "AS")) common.add(commonTableName(tokens, index));
    const isFrom = isKeyword(token, "FROM") && !isKeyword(tokens[index - 1], "DISTINCT");
    if (isFrom || isKeyword(token, "JOIN"))
      for (const name of namesAfter(tokens, index + 1)) tables.add(name);
  }
  return [...tables].filter((name) => !common.has(name));
}

/** The name before `AS (`, `AS MATERIALIZED (` or `(columns) AS (`; `null` when this AS begins no table expression. */
function commonTableName(tokens: readonly SqlToken[], as: number): string | null {
  let open = as + 1;
  while (isKeyword(tokens[open], "NOT") || isKeyword(tokens[open], "MATERIALIZED")) open++;
  if (tokens[open]?.text !== "(") return null;
  let at = as - 1;
  if (tokens[at]?.text === ")")
    at = tokens.findLastIndex((token, index) => index < as && token.text === "(") - 1;
  return identifierName(tokens[at]);
}

/** Names in `a, b AS x, c y` from a position on, up to the first token that does not belong to such a list. */
function namesAfter(tokens: readonly SqlToken[], start: number): string[] {
  const names: string[] = [];
  for (let at = start; ; at++) {
    const name = identifierName(tokens[at]);
    if (name === null || tokens[at + 1]?.text === "(") return names;
    names.push(name);
    at++;
    if (isKeyword(tokens[at], "AS")) at++;
    if (tokens[at]?.text !== "," && identifierName(tokens[at]) !== null) at++;
    if (tokens[at]?.text !== ",") return names;
  }
}

function depthsOf(tokens: readonly SqlToken[]): number[] {
  let depth = 0;
  return tokens.map(({ text }) => {
    if (/^[)\]}]$/.test(text)) depth--;
    const here = depth;
    if (/^[([{]$/.test(text)) depth++;
    return here;
  });
}

function findFrom(tokens: readonly SqlToken[], depths: readonly number[], select: number): number {
  const from = tokens.findIndex(
    (token, index) =>
      index > select &&
      depths[index] === 0 &&
      isKeyword(token, "FROM") &&
      !isKeyword(tokens[index - 1], "DISTINCT"),
  );
  return from < 0 ? tokens.length : from;
}

function areRowsIndependent(
  tokens: readonly SqlToken[],
  depths: readonly number[],
  select: number,
  from: number,
): boolean {
  return tokens.every((token, index) => {
    if (index < select || depths[index] !== 0) return index < select || !isKeyword(token, "UNNEST");
    if (["UNION", "INTERSECT", "EXCEPT", "UNNEST"].some((word) => isKeyword(token, word))) return false;
    if (index <= from) return true;
    const before = tokens[index - 1];
    const isListed = isKeyword(before, "BY") || before?.text === ",";
    return !(isListed && (token.kind === "number" || isKeyword(token, "ALL")));
  });
}

function splitAt(
  tokens: readonly SqlToken[],
  depths: readonly number[],
  start: number,
  end: number,
): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  for (let at = start; at < end; at++) {
    const token = tokens[at];
    if (!token || (token.text === ";" && depths[at] === 0)) continue;
    if (token.text === "," && depths[at] === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

interface Entry {
  name: string;
  tokens: SqlToken[];
  text: string;
}

function readEntry(part: SqlToken[], sql: string): Entry | null {
  if (part.some((token, index) => token.text === "*" && (index === 0 || part[index - 1]?.text === ".")))
    return null;
  if (part.some((token) => isKeyword(token, "COLUMNS"))) return null;
  const hasAlias = isKeyword(part.at(-2), "AS");
  const tokens = hasAlias ? part.slice(0, -2) : part;
  const isPath =
    tokens.length % 2 === 1 &&
    tokens.every((token, index) => (index % 2 === 0 ? identifierName(token) !== null : token.text === "."));
  const name = hasAlias || isPath ? identifierName(part.at(-1)) : null;
  const [first] = tokens;
  const last = tokens.at(-1);
  if (name === null || !first || !last) return null;
  return { name, tokens, text: sql.slice(first.at, last.at + last.text.length) };
}

function closeOverNames(entries: readonly Entry[], rest: readonly SqlToken[]): SplitSelect {
  const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
  const mentioned = (tokens: readonly SqlToken[], self: string | null) => {
    const reached = new Map<string, string>();
    const visit = (from: readonly SqlToken[]) => {
      for (const token of from) {
        const name = identifierName(token)?.toLowerCase();
        const entry = name === undefined || name === self ? undefined : byName.get(name);
        if (!name || !entry || reached.has(name) || isBareColumn(entry)) continue;
        reached.set(name, canonicalTokens(entry.tokens));
        visit(entry.tokens);
      }
    };
    visit(tokens);
    return [...reached]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => ` ; ${name} := ${text}`)
      .join("");
  };
  const items = entries.map(({ name, tokens, text }) => ({
    name,
    text,
    definition: canonicalTokens(tokens) + mentioned(tokens, name.toLowerCase()),
    names: [...new Set(tokens.map(identifierName).filter((word) => word !== null))],
  }));
  return { items, rows: canonicalTokens(rest) + mentioned(rest, null) };
}

/** `delay` as the entry `delay` means the column itself: referring to it refers to nothing new. */
function isBareColumn(entry: Entry): boolean {
  const name = identifierName(entry.tokens.at(-1));
  return entry.tokens.length <= 3 && entry.tokens.length !== 2 && name === entry.name;
}
