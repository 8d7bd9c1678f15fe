import { describe, expect, test } from "vitest";
import { chooseWindowStrategy, needsPairs } from "./window-strategy";

const estimate = {
  spineRows: 1_000,
  eventRows: null,
  counted: null,
  canSweepAll: true,
  canFrame: true,
  forced: null,
};

describe("how windows are computed", () => {
  test.each([
    ["what is asked for", { forced: "frames" as const, spineRows: 1 }, "frames"],
    ["range for a handful of spine rows", { spineRows: 16 }, "range"],
    ["range where both sides are small", { eventRows: 2_000 }, "range"],
    ["range for few pairs per event", { counted: { events: 3_000_000, pairs: 75_000_000 } }, "range"],
    ["sweep for many pairs per event", { counted: { events: 3_000_000, pairs: 750_000_000 } }, "sweep"],
    ["sweep where nothing was counted", { spineRows: 1_000_000, eventRows: 10_000_000 }, "sweep"],
  ])("takes %s", (_, given, strategy) => {
    expect(chooseWindowStrategy({ ...estimate, ...given }).strategy).toBe(strategy);
  });

  test("pairs are counted only where the choice hangs on them", () => {
    const of = (given: Partial<typeof estimate>) => needsPairs({ ...estimate, ...given });
    expect(of({})).toBe(true);
    expect(of({ spineRows: 16 })).toBe(false);
    expect(of({ spineRows: 100_001 })).toBe(false);
    expect(needsPairs({ ...estimate, eventRows: 2_000 })).toBe(false);
    expect(needsPairs({ ...estimate, forced: "sweep" })).toBe(false);
  });
});
