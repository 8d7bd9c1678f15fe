import { expect, test } from "vitest";
import { failureDigest, readFailureDigest } from "./failure-digest";

test("a failure arrives as it was told, bars in its words included", () => {
  const told = { code: "TIMEOUT", message: "a|b took too long", requestId: "r-1" } as const;
  expect(readFailureDigest(failureDigest(told))).toEqual(told);
});

test("a digest that is not ours tells nothing", () => {
  for (const digest of ["NEXT_NOT_FOUND", "1234567", "asof|NONSENSE|r|m", undefined, 3]) {
    expect(readFailureDigest(digest)).toBeNull();
  }
});
