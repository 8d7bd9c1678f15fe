import { describe, expect, test } from "vitest";
import { regexProblem } from "./regex";

describe("regexProblem (S9: patterns run on RE2 only, here they are read)", () => {
  test.each([
    "^[A-Z]{3}$",
    "(?i)abc",
    "(?P<code>a|b)+",
    "[]a]",
    "[^]]",
    "[[:alpha:]]+",
    "\\d+\\.\\d*",
    "\\(",
    "",
    "^(a+)+$",
    "\\p{Greek}",
  ])("accepts %j", (pattern) => {
    expect(regexProblem(pattern)).toBeNull();
  });

  test.each([
    ["(?=a)", "Look-ahead"],
    ["(?!a)", "Look-ahead"],
    ["(?<=a)b", "look-behind"],
    ["(?<!a)b", "look-behind"],
    ["(a)\\1", "Back-references"],
    ["\\k<a>", "Back-references"],
    ["(a", "( is never closed"],
    ["a)", ") closes nothing"],
    ["[a", "[ is never closed"],
    ["a\\", "backslash ends"],
    ["*a", "repeats nothing"],
  ])("refuses %j", (pattern, part) => {
    expect(regexProblem(pattern)).toContain(part);
  });
});
