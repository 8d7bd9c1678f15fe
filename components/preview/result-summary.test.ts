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

  it("counts by feature where each looks for a row of its own, and says what can be over", () => {
    const [departures, profile] = result.groups;
    if (!departures || !profile) throw new Error("two groups");
    const groups = [{ ...departures, nulls: "latest_non_null" as const, tombstone: "gone" }, profile];
    const [first, , third] = summaryParts({ ...result, groups });
    expect(first?.tip.split("\n").map((line) => line.split(":")[0])).toEqual([
      "departures__delay",
      "departures__note",
      "profile",
    ]);
    expect(third?.text).toContain("never seen, deleted or ended");
  });

  it("says nothing about an empty spine", () => {
    expect(summaryParts({ ...result, row_count: 0 })).toEqual([]);
  });

  it("adds the phases up", () => {
    expect(totalMs(result.timing_ms)).toBe(120.5);
  });
});
