import { describe, expect, test } from "vitest";
import { cronProblem, lastFiring } from "./cron";

describe("cronProblem", () => {
  test.each([
    "0 2 * * *",
    "*/5 * * * *",
    "0 0 1,15 * MON-FRI",
    "0-30/10 8-18 * jan-mar 1-5",
    "  0 2  * * 7 ",
    "59 23 31 12 0",
  ])("accepts %j", (text) => {
    expect(cronProblem(text)).toBeNull();
  });

  test.each([
    ["", "five fields, this one has 0"],
    ["0 2 * *", "five fields, this one has 4"],
    ["0 2 * * * *", "five fields, this one has 6"],
    ["60 2 * * *", '"60" is not a minute'],
    ["0 24 * * *", '"24" is not a hour'],
    ["0 0 0 * *", '"0" is not a day of month'],
    ["0 0 * 13 *", '"13" is not a month'],
    ["0 0 * * 8", '"8" is not a day of week'],
    ["0 0 * * mon-xyz", "day of week"],
    ["30-10 * * * *", "minute"],
    ["*/0 * * * *", "minute"],
    ["1,,2 * * * *", "minute"],
    ["@daily", "five fields"],
  ])("refuses %j", (text, part) => {
    expect(cronProblem(text)).toContain(part);
  });
});

describe("lastFiring", () => {
  const at = (text: string) => Date.parse(text);
  const last = (cron: string, until: string, zone = "UTC", after = "2026-01-01T00:00:00Z") => {
    const found = lastFiring(cron, zone, { afterMs: at(after), untilMs: at(until) });
    return found === null ? null : new Date(found).toISOString().slice(0, 16);
  };

  test.each([
    ["0 2 * * *", "2026-01-10T02:00:00Z", "2026-01-10T02:00"],
    ["0 2 * * *", "2026-01-10T01:59:59Z", "2026-01-09T02:00"],
    ["*/20 * * * *", "2026-01-10T02:59:00Z", "2026-01-10T02:40"],
    ["5-10/2,50 3 * * *", "2026-01-10T12:00:00Z", "2026-01-10T03:50"],
    ["0 0 1 feb *", "2026-02-20T00:00:00Z", "2026-02-01T00:00"],
    ["0 0 * * sun", "2026-01-10T00:00:00Z", "2026-01-04T00:00"],
    ["0 0 * * 7", "2026-01-10T00:00:00Z", "2026-01-04T00:00"],
    ["0 0 8 * mon", "2026-01-10T00:00:00Z", "2026-01-08T00:00"],
    ["30/10 * * * *", "2026-01-10T02:59:00Z", "2026-01-10T02:50"],
  ])("%s before %s fired at %s", (cron, until, expected) => {
    expect(last(cron, until)).toBe(expected);
  });

  test("is nothing when it did not fire after the moment, which does not count itself", () => {
    expect(last("0 2 * * *", "2026-01-10T02:00:00Z", "UTC", "2026-01-10T02:00:00Z")).toBeNull();
    expect(last("0 0 31 2 *", "2026-03-01T00:00:00Z")).toBeNull();
  });

  test("is in the zone: a time that the clocks leave out does not come, one that they repeat comes twice", () => {
    const zone = "Europe/Berlin";
    expect(last("0 2 * * *", "2026-07-10T12:00:00Z", zone, "2026-07-01T00:00:00Z")).toBe("2026-07-10T00:00");
    expect(last("30 2 * * *", "2026-03-29T12:00:00Z", zone)).toBe("2026-03-28T01:30");
    expect(last("30 2 * * *", "2026-10-25T01:00:00Z", zone)).toBe("2026-10-25T00:30");
    expect(last("30 2 * * *", "2026-10-25T02:00:00Z", zone)).toBe("2026-10-25T01:30");
  });
});
