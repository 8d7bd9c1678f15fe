import fc from "fast-check";
import { expect, test } from "vitest";
import { type CodeLanguage, tokenize } from "./tokenize";

const LANGUAGES: CodeLanguage[] = ["python", "typescript", "curl", "sql", "cli", "yaml", "json", "text"];
const kindOf = (code: string, language: CodeLanguage, part: string) =>
  tokenize(code, language).find((token) => token.text.includes(part))?.kind;

test("whatever the code, its tokens joined are the code", () => {
  const piece = fc.oneof(
    fc.constantFrom('"', "'", "`", "--", "/*", "*/", "#", "\\", "\n", "SELECT", "def "),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom(...LANGUAGES), (pieces, language) => {
      const code = pieces.join("");
      expect(
        tokenize(code, language)
          .map((token) => token.text)
          .join(""),
      ).toBe(code);
    }),
  );
});

test("keywords, strings, comments and numbers are told apart", () => {
  const sql = "SELECT 'from' AS x, 42 -- where\nFROM flights";
  expect(kindOf(sql, "sql", "SELECT")).toBe("keyword");
  expect(kindOf(sql, "sql", "'from'")).toBe("string");
  expect(kindOf(sql, "sql", "-- where")).toBe("comment");
  expect(kindOf(sql, "sql", "42")).toBe("number");
  expect(kindOf(sql, "sql", "flights")).toBe("plain");
});

test("a keyword inside a name is no keyword", () => {
  expect(kindOf("from_airport = 1", "python", "from_airport")).toBe("plain");
});

test("very long code stays plain instead of slow", () => {
  expect(tokenize("a ".repeat(30_000), "sql")).toHaveLength(1);
});
