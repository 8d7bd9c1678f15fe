import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseValueType, type ValueType } from "../model/value-type";
import type { Cell } from "../pit/cell";
import { checkExpression } from "./check";
import { rowFunction } from "./evaluate";
import { md5 } from "./md5";
import { patternMatcher, patternProblem } from "./pattern";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 20_000 : 150;
const typeNamed = (text: string): ValueType => parseValueType(text) ?? { kind: "bool" };

function compute(text: string, columns: Record<string, [string, Cell]>): Cell {
  const scope = {
    columns: new Map(Object.entries(columns).map(([name, [type]]) => [name, typeNamed(type)])),
    refused: new Map(),
    keyColumns: new Set<string>(),
    lookup: () => null,
  };
  const outcome = checkExpression(text, scope, null);
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join());
  const { inputs } = outcome.expression;
  return rowFunction(outcome.expression)(
    inputs.map((input) => (input.kind === "column" ? (columns[input.name]?.[1] ?? null) : null)),
  );
}

const ofFloat = (text: string, x: number) =>
  Number(compute(text, { x: ["float64", Number.isFinite(x) ? x : String(x)] }));

/** Distance of two floats in units in the last place of the second. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const view = new DataView(new ArrayBuffer(16));
  view.setFloat64(0, a);
  view.setFloat64(8, b);
  const apart = view.getBigInt64(0) - view.getBigInt64(8);
  return Number(apart < 0n ? -apart : apart);
}

describe("functions made of arithmetic", () => {
  const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });

  it("exp, ln and log10 are at most two units from those of the platform", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 709, noNaN: true }), positive, (x, y) => {
        expect(ulps(ofFloat("exp(x)", x), Math.exp(x))).toBeLessThanOrEqual(2);
        expect(ulps(ofFloat("ln(x)", y), Math.log(y))).toBeLessThanOrEqual(2);
        expect(ulps(ofFloat("log10(x)", y), Math.log10(y))).toBeLessThanOrEqual(2);
      }),
      { numRuns: RUNS },
    );
  });

  it("pow has a relative error of 2e-13 at the most, and is exact for small whole numbers", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: -40, max: 40, noNaN: true }),
        (x, y) => {
          const found = Number(compute("pow(x, y)", { x: ["float64", x], y: ["float64", y] }));
          expect(Math.abs(found / x ** y - 1)).toBeLessThan(2e-13);
        },
      ),
      { numRuns: RUNS },
    );
    for (let n = 0; n <= 22; n++) expect(ofFloat(`pow(10, x)`, n)).toBe(10 ** n);
  });

  it("haversine_km agrees with the formula over Math.sin and Math.cos", () => {
    const latitude = fc.double({ min: -90, max: 90, noNaN: true });
    const longitude = fc.double({ min: -180, max: 180, noNaN: true });
    const rad = (degrees: number) => (degrees * Math.PI) / 180;
    fc.assert(
      fc.property(latitude, longitude, latitude, longitude, (a, b, c, d) => {
        const found = Number(
          compute("haversine_km(a, b, c, d)", {
            a: ["float64", a],
            b: ["float64", b],
            c: ["float64", c],
            d: ["float64", d],
          }),
        );
        const h =
          Math.sin(rad(c - a) / 2) ** 2 + Math.cos(rad(a)) * Math.cos(rad(c)) * Math.sin(rad(d - b) / 2) ** 2;
        const known = 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
        // Near the antipode the formula itself loses half its digits.
        expect(Math.abs(found - known)).toBeLessThan(h > 0.999 ? 1e-3 : 1e-8);
      }),
      { numRuns: RUNS },
    );
    // New York to London, by the published coordinates of both cities.
    const london = "haversine_km(40.7128, -74.006, 51.5074, -0.1278)";
    expect(Math.round(Number(compute(london, {})))).toBe(5570);
  });
});

test("MD5 is that of RFC 1321, and of UTF-8", () => {
  expect(md5("")).toBe("d41d8cd98f00b204e9800998ecf8427e");
  expect(md5("message digest")).toBe("f96b697d7cb7938d525a2f31aaf161d0");
  expect(md5("12345678901234567890123456789012345678901234567890123456789012345678901234567890")).toBe(
    "57edf4a22be3c955ac49da2e2107b67a",
  );
  expect(md5("é😀")).toBe("62b3afe3b01f6f80152b567d9b216cde");
});

describe("patterns", () => {
  it("match as regular expressions do, wherever both mean the same", () => {
    const atom = fc.constantFrom("a", "b", "[ab]", "[^a]", ".", "\\d", "(?:a|b)", "(ab)", "\\.", "x");
    const repeat = fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "{1,}");
    const piece = fc.tuple(atom, repeat).map((parts) => parts.join(""));
    const side = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(""));
    const pattern = fc
      .tuple(fc.constantFrom("", "^"), side, fc.constantFrom("", "|"), side, fc.constantFrom("", "$"))
      .map((parts) => parts.join(""));
    const subject = fc.string({ unit: fc.constantFrom("a", "b", "x", "1", ".", "\n", "é"), maxLength: 8 });
    fc.assert(
      fc.property(pattern, subject, (text, value) => {
        expect(patternProblem(text)).toBeNull();
        // `.` of JavaScript leaves out more line ends than ours; none of them occurs here.
        expect(patternMatcher(text)(value)).toBe(new RegExp(text, "u").test(value));
      }),
      { numRuns: RUNS },
    );
  });

  it.each(["(a+)+b", "(a|a)*c", "(?:a?){30}a{30}b"])("%s takes time linear in the text", (text) => {
    expect(patternMatcher(text)("a".repeat(2000))).toBe(false);
  });

  it.each([
    "(?i)a",
    "(?=a)",
    "\\1",
    "a**",
    "[z-a]",
    "[",
    "(",
    ")",
    "*a",
    "\\",
    "\\b",
    "\\p{L}",
    "a{101}",
    "[]",
    "^*",
    "(?:a{100}){100}",
  ])("%s is refused", (text) => {
    expect(patternProblem(text)).not.toBeNull();
  });
});
