import { expect, test } from "vitest";
import { formatDate, formatInstant, formatRelative, formatUtc, formatWallClock } from "./time";

const NOW = "2026-11-21T06:00:00Z";

test.each([
  ["2026-11-21T05:59:55Z", "just now"],
  ["2026-11-21T05:59:18Z", "42 s ago"],
  ["2026-11-21T05:22:00Z", "38 min ago"],
  ["2026-11-21T04:00:00Z", "2 hours ago"],
  ["2026-11-20T05:00:00Z", "1 day ago"],
  ["2026-11-01T06:00:00Z", "20 days ago"],
  ["2026-06-01T06:00:00Z", "5 months ago"],
  ["2024-01-01T00:00:00Z", "2 years ago"],
  ["2026-11-24T07:00:00Z", "in 3 days"],
  ["not a time", "not a time"],
])("%s is %s", (instant, words) => {
  expect(formatRelative(instant, NOW)).toBe(words);
});

test("microseconds and nanoseconds survive", () => {
  expect(formatUtc("2026-11-14T18:45:00.123456Z")).toBe("2026-11-14 18:45:00.123456 UTC");
  expect(formatUtc("2026-11-14T18:45:00.123456789Z")).toBe("2026-11-14 18:45:00.123456789 UTC");
  expect(formatUtc("2026-11-14T18:45:00.500000Z")).toBe("2026-11-14 18:45:00.5 UTC");
  expect(formatUtc("2026-11-14T18:45:00.000000+00:00")).toBe("2026-11-14 18:45:00 UTC");
});

test("another offset is converted to UTC", () => {
  expect(formatUtc("2026-11-14T18:45:00+02:00")).toBe("2026-11-14 16:45:00 UTC");
});

test("what is not an instant is shown as it is, never as a wrong time", () => {
  expect(formatUtc("2026-11-14")).toBe("2026-11-14");
  expect(formatUtc("2026-11-14T18:45:00")).toBe("2026-11-14T18:45:00");
  expect(formatUtc("yesterday")).toBe("yesterday");
});

test("the year is said only when it is not this one", () => {
  expect(formatInstant("2026-11-14T06:10:00Z", NOW)).toBe("14 Nov 06:10:00");
  expect(formatInstant("2001-01-04T06:10:00Z", NOW)).toBe("4 Jan 2001 06:10:00");
  expect(formatDate("2026-11-14", NOW)).toBe("14 Nov");
  expect(formatDate("2025-12-31T23:59:59Z", NOW)).toBe("31 Dec 2025");
  expect(formatDate("2025-12-31")).toBe("31 Dec 2025");
});

test("a wall-clock time is not converted", () => {
  expect(formatWallClock("2026-11-14T18:45:00.120000")).toBe("2026-11-14 18:45:00.12");
  expect(formatWallClock("2026-11-14T18:45:00")).toBe("2026-11-14 18:45:00");
});
