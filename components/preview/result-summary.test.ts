import { describe, expect, it } from "vitest";
import { summaryParts, totalMs } from "./result-summary";
import { sampleResult } from "./sample-result.test-data";

const result = sampleResult();

describe("how the rows fared", () => {
  it("counts all spine rows and groups, not only the rows shown", () => {
    const cut = { ...result, rows: result.rows.slice(0, 1) };
    expect(summaryParts(cut).map((part) => part.text.replace(/\s/g, " "))).toEqual([
      "matched 50 %",
      "outside TTL 10 %",
      "never seen 40 %",
      "null 6.7 %",
    ]);
  });

  it("says nothing about an empty spine", () => {
    expect(summaryParts({ ...result, row_count: 0 })).toEqual([]);
  });

  it("adds the phases up", () => {
    expect(totalMs(result.timing_ms)).toBe(120.5);
  });
});
