import { describe, expect, test } from "vitest";
import type { Scalar } from "./definitions";
import { compareScalars, scalarProblem } from "./scalar";
import { parseValueType, type ValueType } from "./value-type";

function type(text: string): ValueType {
  const parsed = parseValueType(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe("scalarProblem", () => {
  test.each<[string, Scalar]>([
    ["bool", true],
    ["int8", -128],
    ["int8", "127"],
    ["int64", "9223372036854775807"],
    ["int64", "-9223372036854775808"],
    ["int64", 9_007_199_254_740_991],
    ["float32", 3.4e38],
    ["float64", -1e300],
    ["decimal(4,2)", "99.99"],
    ["decimal(4,2)", 12.5],
    ["decimal(4,2)", "12.5000"],
    ["decimal(38,0)", "99999999999999999999999999999999999999"],
    ["string", ""],
    ["bytes", "aGk="],
    ["date", "2000-02-29"],
    ["timestamp", "2001-01-31T12:00:00.123456Z"],
    ["timestamp", "2001-01-31 12:00:00+05:30"],
    ["timestamp_ntz", "2001-01-31T12:00:00"],
    ["list<int64>", null],
  ])("%s takes %j", (text, value) => {
    expect(scalarProblem(value, type(text))).toBeNull();
  });

  test.each<[string, Scalar]>([
    ["bool", "true"],
    ["bool", 1],
    ["int8", 128],
    ["int8", 1.5],
    ["int64", "9223372036854775808"],
    ["int64", 2 ** 60],
    ["int64", "1e3"],
    ["int32", "0x10"],
    ["float32", 1e39],
    ["float64", "1.5"],
    ["decimal(4,2)", "100.00"],
    ["decimal(4,2)", "1.234"],
    ["string", 1],
    ["bytes", "not base64!"],
    ["date", "2001-02-29"],
    ["date", "2001-1-1"],
    ["timestamp", "2001-01-31T12:00:00"],
    ["timestamp", "2001-01-31T25:00:00Z"],
    ["timestamp_ntz", "2001-01-31T12:00:00Z"],
    ["list<int64>", "[]"],
    ["embedding<3>", 0],
  ])("%s refuses %j and says what it takes", (text, value) => {
    expect(scalarProblem(value, type(text))).toMatch(/\w/);
  });
});

describe("compareScalars", () => {
  test.each<[string, Scalar, Scalar, number]>([
    ["int64", "9007199254740993", "9007199254740992", 1],
    ["int64", -1, "2", -1],
    ["decimal(38,10)", "0.1", "0.10", 0],
    ["decimal(38,10)", "-0.5", "-0.25", -1],
    ["float64", 0.1, 0.2, -1],
    ["date", "2001-01-02", "2001-01-10", -1],
    ["timestamp", "2001-01-01T05:30:00+05:30", "2001-01-01T00:00:00Z", 0],
    ["string", "b", "a", 1],
  ])("orders %s values %j and %j", (text, a, b, sign) => {
    expect(Math.sign(compareScalars(a, b, type(text)) ?? Number.NaN)).toBe(sign);
  });

  test("gives null for types without an order and for null", () => {
    expect(compareScalars(true, false, type("bool"))).toBeNull();
    expect(compareScalars(null, 1, type("int64"))).toBeNull();
  });
});
