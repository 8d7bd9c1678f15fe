import { describe, expect, it } from "vitest";
import { placeAfter } from "./result-grid";

describe("keys in the grid of rows", () => {
  const from = { row: 5, column: 2 };
  it.each([
    ["ArrowDown", false, { row: 6, column: 2 }],
    ["ArrowRight", false, { row: 5, column: 3 }],
    ["ArrowLeft", false, { row: 5, column: 1 }],
    ["PageUp", false, { row: 0, column: 2 }],
    ["Home", false, { row: 5, column: 0 }],
    ["End", false, { row: 5, column: 3 }],
    ["Home", true, { row: 0, column: 0 }],
    ["End", true, { row: 9, column: 3 }],
  ])("%s (with Ctrl: %s) leads to %j", (key, ctrl, place) => {
    expect(placeAfter(key, ctrl, from, 10, 4)).toEqual(place);
  });

  it("stay inside, and leave all other keys alone", () => {
    expect(placeAfter("ArrowDown", false, { row: 9, column: 0 }, 10, 4)).toEqual({ row: 9, column: 0 });
    expect(placeAfter("j", false, from, 10, 4)).toBeNull();
    expect(placeAfter("Tab", false, from, 10, 4)).toBeNull();
  });
});
