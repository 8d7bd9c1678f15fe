import { expect, test } from "vitest";
import { pruneSelection, toggleRows } from "./selection";

const IDS = ["a", "b", "c", "d", "e"];

test("a row is selected and cleared alone", () => {
  expect(toggleRows(IDS, {}, 1, null, false)).toEqual({ b: true });
  expect(toggleRows(IDS, { b: true, c: true }, 1, 2, false)).toEqual({ c: true });
});

test("a range goes from the row toggled last to this one, in both directions", () => {
  expect(toggleRows(IDS, { b: true }, 3, 1, true)).toEqual({ b: true, c: true, d: true });
  expect(toggleRows(IDS, { d: true }, 1, 3, true)).toEqual({ b: true, c: true, d: true });
});

test("a range from a cleared row clears", () => {
  expect(toggleRows(IDS, { b: true, c: true, d: true }, 3, 0, true)).toEqual({});
});

test("a range without a start is the row alone", () => {
  expect(toggleRows(IDS, {}, 3, null, true)).toEqual({ d: true });
});

test("what is no longer shown is no longer selected", () => {
  expect(pruneSelection(["b", "c"], { a: true, b: true })).toEqual({ b: true });
});
