import { expect, it } from "vitest";
import type { ProveResult } from "@/lib/contracts/prove";
import { laterWords, proofWords } from "./proof-words";

const proof = (more: Partial<ProveResult>): ProveResult => ({
  time_count: 50,
  row_count: 60,
  cell_count: 120,
  changed_count: 0,
  changed: [],
  uncut_sources: [],
  ...more,
});
const later = { source: "flights", of_key: true, count: 3, masked: false, columns: [], rows: [] };

it("says how much was compared, and what could not be cut", () => {
  expect(proofWords(proof({}))).toEqual({
    isClean: true,
    said: "No value of 120 values changed",
    detail: "60 rows at 50 times, joined again without anything after them.",
  });
  expect(proofWords(proof({ changed_count: 1, uncut_sources: ["codes"] }))).toMatchObject({
    isClean: false,
    said: "1 value of 120 changed",
    detail: expect.stringContaining("Not cut, because they have no time: codes."),
  });
});

it("tells rows of the key from rows of any key", () => {
  expect(laterWords(later, "ATL at noon")).toBe("flights has 3 rows after ATL at noon; the first of them:");
  expect(laterWords({ ...later, of_key: false, count: 1 }, "ATL at noon")).toBe(
    "flights has 1 row of any key after ATL at noon; the first of them:",
  );
  expect(laterWords({ ...later, count: 0 }, "ATL at noon")).toContain("rows of other keys");
});
