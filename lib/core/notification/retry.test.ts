import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { retryWaitMs, TRIES_MAX } from "./retry";

const MIDDLE = "0193b8a0-0000-7000-8000-000000007fff";
const MINUTE_MS = 60_000;

const waits = (ending: "failed" | "refused", id = MIDDLE) =>
  Array.from({ length: TRIES_MAX[ending] }, (_, index) => retryWaitMs(ending, index + 1, id));

describe("the wait before the next try", () => {
  test("doubles from half a minute up to four hours, then there is none", () => {
    const minutes = waits("failed").map((wait) => wait && Math.round(wait / (MINUTE_MS / 2)) / 2);
    expect(minutes).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 240, 240, null]);
  });

  test("leaves a reset link, which works for a day, hours of life after the last try", () => {
    const sum = waits("failed").reduce<number>((total, wait) => total + (wait ?? 0), 0);
    expect(sum * 1.1).toBeLessThan(16 * 60 * MINUTE_MS);
  });

  test("is given only twice to what was refused", () => {
    expect(waits("refused").map((wait) => wait !== null)).toEqual([true, true, false]);
  });

  test.prop([fc.uuid(), fc.integer({ min: 1, max: TRIES_MAX.failed - 1 })])(
    "is spread by at most a tenth each way, and always the same for one event",
    (id, attempts) => {
      const wait = retryWaitMs("failed", attempts, id) ?? 0;
      const middle = retryWaitMs("failed", attempts, MIDDLE) ?? 0;
      expect(Math.abs(wait / middle - 1)).toBeLessThanOrEqual(0.101);
      expect(retryWaitMs("failed", attempts, id)).toBe(wait);
    },
  );

  test("is over for an event that was tried more often than allowed", () => {
    expect(retryWaitMs("failed", TRIES_MAX.failed + 1, MIDDLE)).toBeNull();
  });
});
