import { expect, test } from "vitest";
import { formatDeclaredDuration, formatElapsed, formatSeconds } from "./duration";

test.each([
  ["7d", "7 days"],
  ["1d", "1 day"],
  ["24h", "24 hours"],
  ["4w", "4 weeks"],
  ["90m", "90 minutes"],
  ["30s", "30 seconds"],
  ["lifetime", "lifetime"],
  ["soon", "soon"],
])("the declared duration %s reads %s, in the unit that was written", (text, words) => {
  expect(formatDeclaredDuration(text)).toBe(words);
});

test.each([
  [604_800, "7 days"],
  [86_400, "1 day"],
  [5400, "90 minutes"],
  [7200, "2 hours"],
  [45, "45 seconds"],
])("%s seconds read %s", (seconds, words) => {
  expect(formatSeconds(seconds)).toBe(words);
});

test.each([
  [0.4, "0.4 ms"],
  [612, "612 ms"],
  [999.6, "1 s"],
  [1240, "1.2 s"],
  [59_960, "1 min"],
  [250_000, "4 min 10 s"],
  [6_300_000, "1 h 45 min"],
  [273_600_000, "3 d 4 h"],
  [-90_000, "−1 min 30 s"],
])("%s ms read %s", (ms, words) => {
  expect(formatElapsed(ms)).toBe(words);
});
