import { expect, it } from "vitest";
import { durationInWords } from "./words";

it.each([
  [1, "1 second"],
  [90, "90 seconds"],
  [60, "1 minute"],
  [5400, "90 minutes"],
  [86_400, "1 day"],
  [90_000, "25 hours"],
  [604_800, "7 days"],
])("%i seconds are %s", (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words);
});
