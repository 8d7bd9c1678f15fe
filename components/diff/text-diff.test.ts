import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffPart, diffCode, diffWords } from "./text-diff";

const side = (parts: readonly DiffPart[], without: DiffPart["kind"]) =>
  parts
    .filter((part) => part.kind !== without)
    .map((part) => part.text)
    .join("");
const changed = (parts: readonly DiffPart[], kind: DiffPart["kind"]) =>
  parts.filter((part) => part.kind === kind).map((part) => part.text.trim());
const squeezed = (text: string) => text.replace(/\s+/g, "");

const words = fc
  .array(fc.constantFrom("delay", "mean", "of", "7", "days", ",", "  ", "\n", "late"), { maxLength: 40 })
  .map((list) => list.join(" "));

describe.each([
  ["words", diffWords],
  ["code", diffCode],
] as const)("a diff by %s", (_, diff) => {
  test("without what was removed is the new text", () => {
    fc.assert(
      fc.property(words, words, (from, to) => {
        expect(side(diff(from, to), "removed")).toBe(to);
      }),
    );
  });

  test("without what was added is the old text, white space aside", () => {
    fc.assert(
      fc.property(words, words, (from, to) => {
        expect(squeezed(side(diff(from, to), "added"))).toBe(squeezed(from));
      }),
    );
  });

  test("of equal texts shows no change", () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(diff(text, text).every((part) => part.kind === "same")).toBe(true);
      }),
    );
  });

  test("of texts too long to compare in detail is one whole replacement, quickly", () => {
    const [from, to] = ["a b ".repeat(20_000), "c d ".repeat(20_000)];
    const started = performance.now();
    const parts = diff(from, to);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(parts.map((part) => part.kind)).toEqual(["removed", "added"]);
  });
});

test("only the word that changed is marked", () => {
  const parts = diffWords("Mean delay over the last week.", "Mean delay over the last 7 days.");
  expect(changed(parts, "removed")).toEqual(["week."]);
  expect(changed(parts, "added")).toEqual(["7 days."]);
});

test("a threshold in SQL is marked alone", () => {
  const parts = diffCode("WHERE delay > 15 AND late", "WHERE delay > 20 AND late");
  expect(changed(parts, "removed")).toEqual(["15"]);
  expect(changed(parts, "added")).toEqual(["20"]);
});

test("reformatted code is the same code", () => {
  const parts = diffCode("SELECT a,b FROM t", "SELECT\n  a,\n  b\nFROM t");
  expect(changed(parts, "removed")).toEqual([]);
  expect(changed(parts, "added")).toEqual([]);
});
