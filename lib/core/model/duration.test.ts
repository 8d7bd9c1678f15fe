import { describe, expect, test } from "vitest";
import { canonicalDuration, durationSeconds } from "./duration";

describe("durationSeconds", () => {
  test.each([
    ["30s", 30],
    ["1m", 60],
    ["24h", 86_400],
    ["7d", 604_800],
    ["4w", 2_419_200],
  ])("reads %s as %i seconds", (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });

  test.each(["0d", "-1d", "1.5h", "1", "d", "1 d", "1D", "1h30m", "", "P1D", "01h", "9999999999s"])(
    "refuses %j (rule 3: zero is not a duration)",
    (text) => {
      expect(durationSeconds(text)).toBeNull();
    },
  );
});

test.each([
  ["24h", "1d"],
  ["1d", "1d"],
  ["4w", "28d"],
  ["90m", "90m"],
  ["3600s", "1h"],
  ["61s", "61s"],
  ["lifetime", "lifetime"],
])("canonicalDuration of %s is %s", (text, canonical) => {
  expect(canonicalDuration(text)).toBe(canonical);
  expect(durationSeconds(canonical)).toBe(durationSeconds(text));
});
