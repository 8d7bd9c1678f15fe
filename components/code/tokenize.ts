export type CodeLanguage = "python" | "typescript" | "curl" | "sql" | "cli" | "yaml" | "json" | "text";

export interface CodeToken {
  kind: "plain" | "comment" | "string" | "keyword" | "number";
  text: string;
}

const KEYWORDS: Record<CodeLanguage, string> = {
  python:
    "and as async await class def elif else except False finally for from if import in is lambda None not or raise return True try while with yield",
  typescript:
    "as async await break case catch class const default else export extends false finally for from function if import in interface let new null of return switch throw true try type typeof undefined while",
  sql: "all and as asc asof between by case cast count create cross date desc distinct else end except exists false filter following from full group having in inner interval is join left like limit not null nulls offset on or order outer over partition preceding qualify range right rows select table then timestamp true union using values when where window with",
  curl: "curl",
  cli: "asof npm npx",
  yaml: "true false null",
  json: "true false null",
  text: "",
};

const COMMENT: Partial<Record<CodeLanguage, string>> = {
  python: "#[^\\n]*",
  curl: "#[^\\n]*",
  cli: "#[^\\n]*",
  yaml: "#[^\\n]*",
  typescript: "//[^\\n]*|/\\*[^]*?\\*/",
  sql: "--[^\\n]*|/\\*[^]*?\\*/",
};

const STRING = "\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'|`(?:[^`\\\\]|\\\\.)*`";
const NUMBER = "\\b\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?\\b";
const WORD = "[A-Za-z_]\\w*";
const LENGTH_MAX = 50_000;

/** Splits code for light colouring. The texts of the tokens, joined, are the code; very long code stays plain. */
export function tokenize(code: string, language: CodeLanguage): CodeToken[] {
  if (language === "text" || code.length > LENGTH_MAX) return [{ kind: "plain", text: code }];
  const keywords = new Set(KEYWORDS[language].split(" "));
  const comment = COMMENT[language];
  const pattern = new RegExp(`(${comment ?? "(?!)"})|(${STRING})|(${NUMBER})|(${WORD})`, "g");
  const tokens: CodeToken[] = [];
  let end = 0;
  for (const match of code.matchAll(pattern)) {
    if (match.index > end) push(tokens, "plain", code.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[1] !== undefined) push(tokens, "comment", match[0]);
    else if (match[2] !== undefined) push(tokens, "string", match[0]);
    else if (match[3] !== undefined) push(tokens, "number", match[0]);
    else
      push(
        tokens,
        keywords.has(language === "sql" ? match[0].toLowerCase() : match[0]) ? "keyword" : "plain",
        match[0],
      );
  }
  if (end < code.length) push(tokens, "plain", code.slice(end));
  return tokens;
}

function push(tokens: CodeToken[], kind: CodeToken["kind"], text: string) {
  const last = tokens.at(-1);
  if (last?.kind === kind) last.text += text;
  else tokens.push({ kind, text });
}
