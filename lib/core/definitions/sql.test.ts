import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalSql, sqlTokens } from "./sql";

const TOKENS = [
  "SELECT",
  "delay",
  '"My Col"',
  "'it''s -- no comment'",
  "E'a\\'b'",
  "$x$ /* kept */ $x$",
  "12",
  "1.5e-3",
  ".5",
  "+",
  ">=",
  "||",
  "::",
  "(",
  ")",
  ",",
  ".",
  "FROM",
  "flights",
  "[",
  "]",
  "é1",
];
const token = fc.constantFrom(...TOKENS);
const blank = fc.constantFrom(" ", "\n", "\t ", " -- words\n", " /* a /* nested */ b */ ", "\r\n");

describe("canonicalSql", () => {
  test("does not depend on white space, comments or the case of keywords and functions", () => {
    const plain = "select origin, COUNT(*) as n from flights where delay > 15 group by origin;";
    const dressed = `SELECT origin ,count ( * ) AS n -- how many
      FROM flights /* all of them */ WHERE delay>15
      GROUP BY origin`;
    expect(canonicalSql(dressed)).toBe(canonicalSql(plain));
  });

  test.each(["a > -1", "a>-1", "a >- 1", "a/*x*/>-1"])(
    "a sign after an operator belongs to what follows: %s",
    (sql) => {
      expect(canonicalSql(sql)).toBe("a > - 1");
    },
  );

  test.each([
    ["a literal", "SELECT 'a'", "SELECT 'A'"],
    ["white space in a literal", "SELECT 'a  b'", "SELECT 'a b'"],
    ["a comment sign in a literal", "SELECT '--a'", "SELECT '--b'"],
    ["the case of an identifier", "SELECT Delay", "SELECT delay"],
    ["a quoted identifier", 'SELECT "select"', "SELECT select"],
    ["an operator", "SELECT a > = b", "SELECT a >= b"],
    ["a number", "SELECT 1.0", "SELECT 1"],
    ["parentheses", "SELECT (a + b) * c", "SELECT a + b * c"],
    ["a column called like a keyword after a dot", "SELECT t.first", "SELECT t.FIRST"],
  ])("keeps %s apart", (_, a, b) => {
    expect(canonicalSql(a)).not.toBe(canonicalSql(b));
  });

  test("any blanks between the same tokens give the same text", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(token, blank), { minLength: 1, maxLength: 20 }), (parts) => {
        const plain = parts.map(([text]) => text).join(" ");
        const dressed = parts.map(([text, space]) => text + space).join("");
        expect(canonicalSql(dressed)).toBe(canonicalSql(plain));
      }),
    );
  });

  test("is idempotent on any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(token).map((parts) => parts.join(" ")),
        ),
        (sql) => {
          expect(canonicalSql(canonicalSql(sql))).toBe(canonicalSql(sql));
        },
      ),
    );
  });

  test("reads unclosed quotes and comments to the end, in linear time (S9)", () => {
    expect(sqlTokens("a 'open").map(({ text }) => text)).toEqual(["a", "'open"]);
    expect(sqlTokens("a /* open").map(({ text }) => text)).toEqual(["a"]);
    const start = performance.now();
    canonicalSql(`${"(".repeat(50_000)}${"/*".repeat(20_000)}`);
    canonicalSql("'".repeat(99_999));
    canonicalSql("+-".repeat(50_000));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
