import { describe, expect, test } from "vitest";
import { cronProblem } from "./cron";

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
