import { expect, test } from "vitest";
import { nextMenuIndex } from "./menu";

const LABELS = ["Open", "Copy", "Close", "Retire…"];

test("arrows move by one and wrap around", () => {
  expect(nextMenuIndex("ArrowDown", 0, LABELS)).toBe(1);
  expect(nextMenuIndex("ArrowDown", 3, LABELS)).toBe(0);
  expect(nextMenuIndex("ArrowUp", 0, LABELS)).toBe(3);
  expect(nextMenuIndex("ArrowUp", -1, LABELS)).toBe(3);
});

test("Home and End go to the ends", () => {
  expect(nextMenuIndex("Home", 2, LABELS)).toBe(0);
  expect(nextMenuIndex("End", 0, LABELS)).toBe(3);
});

test("a letter goes to the next item that starts with it, then round", () => {
  expect(nextMenuIndex("c", 0, LABELS)).toBe(1);
  expect(nextMenuIndex("c", 1, LABELS)).toBe(2);
  expect(nextMenuIndex("C", 2, LABELS)).toBe(1);
  expect(nextMenuIndex("z", 0, LABELS)).toBeNull();
});

test("other keys keep their own meaning", () => {
  for (const key of ["Enter", " ", "Tab", "Escape"]) expect(nextMenuIndex(key, 0, LABELS)).toBeNull();
  expect(nextMenuIndex("ArrowDown", 0, [])).toBeNull();
});
