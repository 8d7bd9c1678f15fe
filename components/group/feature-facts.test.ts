import { describe, expect, it } from "vitest";
import { constraintTexts, featureFacts } from "./feature-facts";

describe("what a definition says about a feature", () => {
  it("is read from the stored details", () => {
    const details = {
      expression: "mean(delay)",
      interval: "(t − 7 d, t]",
      unit: "minutes",
      default: 0,
      aliases: ["old"],
      renamed_from: "old",
      constraints: {
        min: -1200,
        max: 3000,
        allowed: null,
        pattern: null,
        min_length: null,
        max_length: null,
      },
    };
    expect(featureFacts(details)).toEqual({
      expression: "mean(delay)",
      interval: "(t − 7 d, t]",
      unit: "minutes",
      default: 0,
      aliases: ["old"],
      renamedFrom: "old",
      constraints: ["≥ \u22121200", "≤ 3000"],
    });
  });

  it("is nothing where nothing was said, and a default of false or 0 is said", () => {
    expect(featureFacts({})).toMatchObject({ expression: null, default: null, aliases: [], constraints: [] });
    expect(featureFacts({ default: false }).default).toBe(false);
    expect(featureFacts({ default: 0 }).default).toBe(0);
  });

  it("puts constraints into words", () => {
    expect(constraintTexts({ allowed: ["a", null], pattern: "^x$", min_length: 1, max_length: 3 })).toEqual([
      "one of a, null",
      "matches /^x$/",
      "at least 1 characters",
      "at most 3 characters",
    ]);
  });
});
