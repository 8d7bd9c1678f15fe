import { describe, expect, test } from "vitest";
import { formatFeatureRef, isName, parseFeatureRef } from "./ref";

describe("parseFeatureRef", () => {
  test.each([
    ["load:mean_delay", { project: null, group: "load", version: null, feature: "mean_delay" }],
    ["load@v2:mean_delay", { project: null, group: "load", version: 2, feature: "mean_delay" }],
    ["load@latest:*", { project: null, group: "load", version: null, feature: null }],
    ["flights/load@v10:*", { project: "flights", group: "load", version: 10, feature: null }],
  ])("reads %s", (text, ref) => {
    expect(parseFeatureRef(text)).toEqual(ref);
  });

  test.each([
    "load",
    "load:",
    ":x",
    "load@v0:x",
    "load@2:x",
    "load@v01:x",
    "a/b/c:x",
    "Load:x",
    "lo__ad:x",
    "load:x__y",
    "load:x y",
    "load: x",
    "_a:x",
    `${"a".repeat(64)}:x`,
  ])("refuses %j", (text) => {
    expect(parseFeatureRef(text)).toBeNull();
  });

  test("writes the canonical spelling, which reads as the same reference", () => {
    for (const text of ["load:x", "load@v3:x", "p/load:*"]) {
      const ref = parseFeatureRef(text);
      expect(ref && formatFeatureRef(ref)).toBe(text);
    }
    const latest = parseFeatureRef("load@latest:x");
    expect(latest && formatFeatureRef(latest)).toBe("load:x");
  });
});

describe("isName", () => {
  test.each(["a", "a1", "a_b", "mean_delay_7d", "a".repeat(63)])("takes %s", (name) =>
    expect(isName(name)).toBe(true),
  );
  test.each(["", "1a", "_a", "a_", "a__b", "A", "a-b", "ä", "a".repeat(64)])("refuses %j", (name) =>
    expect(isName(name)).toBe(false),
  );

  test("takes time linear in the length, whatever the text (S9)", () => {
    const text = `${"a_".repeat(200_000)}!`;
    const start = performance.now();
    expect(isName(text)).toBe(false);
    expect(parseFeatureRef(`${text}:x`)).toBeNull();
    expect(performance.now() - start).toBeLessThan(500);
  });
});
