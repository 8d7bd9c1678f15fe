import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { layOutTimeline } from "./timeline";

const span = fc.double({ min: 0, max: 1e13, noNaN: true });

describe("the line of a cell's times", () => {
  test.prop([
    fc.option(span, { nil: null }),
    fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: null }),
    fc.option(fc.double({ min: -1e13, max: 1e13, noNaN: true }), { nil: null }),
  ])("keeps everything on the line, in the order of time", (ageMs, ttlSeconds, createdAfterMs) => {
    const line = layOutTimeline({ ageMs, ttlSeconds, createdAfterMs });
    const places = [line.window.from, line.window.to, line.spineTime, line.eventTime, line.createdTime?.at];
    for (const at of places) if (at != null) expect(at >= -1e-9 && at <= 1).toBe(true);
    if (line.eventTime !== null) expect(line.eventTime).toBeLessThanOrEqual(line.spineTime);
    expect(line.window.to).toBe(line.spineTime);
    if (
      line.createdTime &&
      createdAfterMs !== null &&
      createdAfterMs !== 0 &&
      Math.abs(createdAfterMs) > 1e-3
    ) {
      expect(line.createdTime.at >= line.spineTime).toBe(
        createdAfterMs > 0 || line.createdTime.at === line.spineTime,
      );
    }
  });

  it("puts a row of the TTL's very age on the edge of the window", () => {
    const line = layOutTimeline({ ageMs: 604_800_000, ttlSeconds: 604_800, createdAfterMs: null });
    expect(line.eventTime).toBeCloseTo(line.window.from, 12);
  });

  it("puts an older row outside of the window", () => {
    const line = layOutTimeline({ ageMs: 9_158_400_000, ttlSeconds: 604_800, createdAfterMs: null });
    expect(line.eventTime).toBeLessThan(line.window.from);
  });

  it("says when a row became known so late that it lies beyond the line", () => {
    const line = layOutTimeline({ ageMs: 1000, ttlSeconds: 60, createdAfterMs: 86_400_000 });
    expect(line.createdTime).toEqual({ at: 1, isBeyond: true });
  });
});
