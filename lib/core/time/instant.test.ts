import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysSinceEpoch, formatDate, formatInstant, parseInstant } from "./instant";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 5000 : 300;

function instantOf(text: string, zone: string | null = null): string {
  const parsed = parseInstant(text, zone);
  return parsed.ok ? formatInstant(parsed.instant) : parsed.message;
}

describe("parseInstant", () => {
  it.each([
    ["2026-03-01T08:00:00Z", "2026-03-01T08:00:00.000000Z"],
    ["2026-03-01 08:00:00z", "2026-03-01T08:00:00.000000Z"],
    ["2026-03-01T08:00Z", "2026-03-01T08:00:00.000000Z"],
    ["2026-03-01T08:00:00.5+05:30", "2026-03-01T02:30:00.500000Z"],
    ["2026-03-01 08:00:00-0330", "2026-03-01T11:30:00.000000Z"],
    ["2026-03-01 08:00:00+05", "2026-03-01T03:00:00.000000Z"],
    ["1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"],
    ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"],
  ])("pit rule 16: reads %s as %s", (text, expected) => {
    expect(instantOf(text)).toBe(expected);
  });

  it("pit rule 16: cuts nanoseconds off instead of rounding them into the future", () => {
    expect(instantOf("2026-03-01T08:00:00.123456999Z")).toBe("2026-03-01T08:00:00.123456Z");
    expect(instantOf("1960-03-01T08:00:00.123456999Z")).toBe("1960-03-01T08:00:00.123456Z");
  });

  it("pit rule 16: a time without a zone needs a declared one", () => {
    expect(instantOf("2026-03-01T08:00:00")).toBe(
      '"2026-03-01T08:00:00" has no time zone, and none is declared',
    );
    expect(instantOf("2026-03-01T08:00:00", "Asia/Kolkata")).toBe("2026-03-01T02:30:00.000000Z");
  });

  it("pit rule 16: an offset in the text wins over the declared zone", () => {
    expect(instantOf("2026-03-01T08:00:00Z", "Asia/Kolkata")).toBe("2026-03-01T08:00:00.000000Z");
  });

  it("pit rule 16: a date alone is the start of that day in the declared zone", () => {
    expect(instantOf("2026-03-01", "UTC")).toBe("2026-03-01T00:00:00.000000Z");
    expect(instantOf("2026-03-01", "America/New_York")).toBe("2026-03-01T05:00:00.000000Z");
  });

  it("pit rule 16: of a wall clock that occurs twice the later instant is meant", () => {
    expect(instantOf("2026-11-01 01:30:00", "America/New_York")).toBe("2026-11-01T06:30:00.000000Z");
    expect(instantOf("2026-10-25 02:30:00", "Europe/Berlin")).toBe("2026-10-25T01:30:00.000000Z");
    expect(instantOf("2026-04-05 01:45:00", "Australia/Lord_Howe")).toBe("2026-04-04T15:15:00.000000Z");
  });

  it("pit rule 16: a wall clock that is skipped is read with the offset before the gap", () => {
    expect(instantOf("2026-03-08 02:30:00", "America/New_York")).toBe("2026-03-08T07:30:00.000000Z");
    expect(instantOf("2026-10-04 02:15:00", "Australia/Lord_Howe")).toBe("2026-10-03T15:45:00.000000Z");
  });

  it.each([
    "",
    "yesterday",
    "2026-13-01",
    "2026-02-29",
    "2026-03-01T24:00:00Z",
    "2026-03-01T08:60:00Z",
    "2026-03-01T08:00:60Z",
    "2026-03-01T08:00:00+16:00",
    "2026-03-01T08:00:00.1234567890Z",
    "26-03-01",
    "1767225600",
    `2026-03-01${" ".repeat(100)}`,
  ])("refuses %j", (text) => {
    expect(parseInstant(text, "UTC").ok).toBe(false);
  });

  it("names a zone that does not exist", () => {
    expect(instantOf("2026-03-01", "Mars/Olympus")).toBe('"Mars/Olympus" is not an IANA time zone');
    expect(instantOf("2026-03-01", "+05:30")).toBe('"+05:30" is not an IANA time zone');
  });

  it("reads back every instant that it writes", () => {
    const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
    fc.assert(
      fc.property(micros, (instant) => {
        expect(parseInstant(formatInstant(instant), null)).toEqual({ ok: true, instant });
      }),
      { numRuns: RUNS },
    );
  });
});

describe("formatInstant", () => {
  it("writes years outside 0000..9999 with a sign and six digits", () => {
    expect(formatInstant(253_402_300_800_000_000n)).toBe("+010000-01-01T00:00:00.000000Z");
    expect(formatInstant(-62_198_755_200_000_000n)).toBe("-000001-01-01T00:00:00.000000Z");
  });
});

describe("daysSinceEpoch", () => {
  it("is the inverse of formatDate", () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
        const [year = 0, month = 0, day = 0] = formatDate(days).replace(/^-/, "").split("-").map(Number);
        expect(daysSinceEpoch(formatDate(days).startsWith("-") ? -year : year, month, day)).toBe(days);
      }),
      { numRuns: RUNS },
    );
  });
});
