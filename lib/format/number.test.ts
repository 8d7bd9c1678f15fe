import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBytes } from "./bytes";
import { formatCount, formatCounted, formatDecimal, formatFloat, formatShare } from "./number";

const plain = (text: string) => text.replaceAll("\u00a0", " ").replaceAll("\u2212", "-");

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1 000"],
  [3_000_000, "3 000 000"],
  [-12345, "-12 345"],
  ["9223372036854775807", "9 223 372 036 854 775 807"],
  ["-9223372036854775808", "-9 223 372 036 854 775 808"],
  [123456789012345678901234567890n, "123 456 789 012 345 678 901 234 567 890"],
])("the count %s reads %s", (value, text) => {
  expect(plain(formatCount(value))).toBe(text);
});

test("grouping never changes a digit, however long the integer", () => {
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      expect(BigInt(plain(formatCount(value)).replaceAll(" ", ""))).toBe(value);
    }),
  );
});

test("a grouped number never wraps: it holds no breaking space", () => {
  expect(formatCount(3_000_000)).not.toMatch(/[ \u2009]/);
});

test("text that is not a whole number is left as it is", () => {
  expect(formatCount("12.5")).toBe("12.5");
  expect(formatCount("")).toBe("");
  expect(formatDecimal("1e5")).toBe("1e5");
});

test("a decimal keeps its scale", () => {
  expect(plain(formatDecimal("12345678.90"))).toBe("12 345 678.90");
  expect(plain(formatDecimal("-0.00"))).toBe("-0.00");
});

test.each([
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NEGATIVE_INFINITY, "-∞"],
  [-0, "-0"],
  [0, "0"],
  [0.1 + 0.2, "0.3"],
  [8.94, "8.94"],
  [1688.123456789, "1 688.12"],
  [0.000123456789, "0.000123457"],
  [1.5e-7, "1.500e-7"],
  [1e21, "1.000e+21"],
  [1234567, "1 234 567"],
])("the float %s reads %s", (value, text) => {
  expect(plain(formatFloat(value))).toBe(text);
});

test("a float is shown with at least five right digits, a very small one with three", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }), (value) => {
      const shown = Number(plain(formatFloat(value)).replaceAll(" ", ""));
      const tolerance = Math.abs(value) < 1e-4 ? 1e-3 : 1e-5;
      expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.abs(value) * tolerance);
    }),
  );
});

test.each([
  [0, "0 %"],
  [0.0041, "0.4 %"],
  [0.991, "99.1 %"],
  [1, "100 %"],
  [0.00001, "< 0.1 %"],
  [0.99999, "> 99.9 %"],
])("the share %s reads %s, and only nothing and all round to 0 and 100", (share, text) => {
  expect(plain(formatShare(share))).toBe(text);
});

test("one is singular", () => {
  expect(formatCounted(1, "feature")).toBe("1 feature");
  expect(formatCounted(0, "feature")).toBe("0 features");
  expect(formatCounted(2, "entity", "entities")).toBe("2 entities");
});

test.each([
  [0, "0 B"],
  [820, "820 B"],
  [999_500, "1 MB"],
  [4_213_000, "4.21 MB"],
  [68_000_000_000, "68 GB"],
])("%s bytes read %s", (bytes, text) => {
  expect(plain(formatBytes(bytes))).toBe(text);
});
