import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closest, didYouMean, editDistance } from "./suggest";

describe("closest", () => {
  test.each([
    ["airprot", "airport"],
    ["departure", "departures"],
    ["AIRPORT", "airport"],
    ["delay", "delay"],
    ["xyz", null],
    ["a", null],
    ["airport_departures_by_hour", null],
  ])("%s means %s", (text, name) => {
    expect(closest(text, ["departures", "airport", "delay", "arrivals"])).toBe(name);
  });

  test("of names that are equally near, gives the first in the alphabet", () => {
    expect(closest("lead", ["load", "leap", "lend"])).toBe("leap");
  });

  test("didYouMean is the end of a sentence, or nothing", () => {
    expect(didYouMean("airprot", ["airport"])).toBe(" Did you mean airport?");
    expect(didYouMean("other", ["airport"])).toBe("");
  });
});

describe("editDistance", () => {
  test.each([
    ["", "", 0],
    ["abc", "", 3],
    ["abc", "acb", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ])("of %j and %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test("is symmetric, zero exactly for equal texts, and at most the longer length", () => {
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
