import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseValueType, type ValueType } from "../model/value-type";
import { LEVEL_RULES } from "./level-rules";
import { readableAs, typeChanges, typeTextChanges } from "./type-change";

function type(text: string): ValueType {
  const parsed = parseValueType(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe("typeChanges", () => {
  test.each([
    ["int32", "int64", ["type-int-widened"]],
    ["int64", "int32", ["type-int-narrowed"]],
    ["float32", "float64", ["type-float-widened"]],
    ["float64", "float32", ["type-float-narrowed"]],
    ["int32", "float64", ["type-int-to-float-exact"]],
    ["int16", "float32", ["type-int-to-float-exact"]],
    ["int32", "float32", ["type-int-to-float-inexact"]],
    ["int64", "float64", ["type-int-to-float-inexact"]],
    ["float64", "int64", ["type-replaced"]],
    ["decimal(10,2)", "decimal(12,2)", ["type-decimal-precision-up"]],
    ["decimal(10,2)", "decimal(12,4)", ["type-decimal-scale-up"]],
    ["decimal(10,2)", "decimal(11,4)", ["type-replaced"]],
    ["decimal(12,2)", "decimal(10,2)", ["type-decimal-narrowed"]],
    ["decimal(12,4)", "decimal(10,2)", ["type-decimal-narrowed"]],
    ["decimal(11,4)", "decimal(10,2)", ["type-replaced"]],
    ["int64", "decimal(38,0)", ["type-replaced"]],
    ["date", "timestamp_ntz", ["type-date-to-timestamp"]],
    ["timestamp_ntz", "date", ["type-replaced"]],
    ["date", "timestamp", ["type-zone-changed"]],
    ["timestamp", "timestamp_ntz", ["type-zone-changed"]],
    ["string", "bytes", ["type-string-bytes"]],
    ["bytes", "string", ["type-string-bytes"]],
    ["bool", "int8", ["type-replaced"]],
    ["string", "int64", ["type-replaced"]],
    ["int64", "list<int64>", ["type-replaced"]],
    ["embedding<3>", "embedding<4>", ["type-embedding-changed"]],
    ["list<float64>", "embedding<3>", ["type-replaced"]],
    ["list<int32>", "list<int64>", ["type-int-widened"]],
    ["struct<a: int32, b: string>", "struct<b: string, a: int32>", []],
    [
      "struct<a: int32, b: string>",
      "struct<a: int64, c: bool>",
      ["type-int-widened", "type-struct-field-dropped", "type-struct-field-added"],
    ],
    ["list<struct<a: float32>>", "list<struct<a: float64>>", ["type-float-widened"]],
  ])("%s → %s", (from, to, changes) => {
    expect(typeTextChanges(from, to)).toEqual(changes);
    expect(typeTextChanges(from, from)).toEqual([]);
  });

  const scalars = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "float32",
    "float64",
    "decimal(10,2)",
    "decimal(12,2)",
    "decimal(12,4)",
    "string",
    "bytes",
    "date",
    "timestamp",
    "timestamp_ntz",
  ];
  test("between any two different types there is a change, and it is judged for training as the way back for serving", () => {
    const ways = scalars.flatMap((from) =>
      scalars.filter((to) => to !== from).map((to) => [from, to] as const),
    );
    const order = ["safe", "risky", "break"];
    for (const [from, to] of ways) {
      const [there] = typeChanges(type(from), type(to));
      const [back] = typeChanges(type(to), type(from));
      if (!there || !back) throw new Error(`${from} ${to}`);
      const [a, b] = [order.indexOf(LEVEL_RULES[there].training), order.indexOf(LEVEL_RULES[back].serving)];
      // Values that are read one way without harm are written the other way without harm; rounding is one step worse.
      if (a === 0) expect(b).toBeLessThanOrEqual(1);
      if (b === 0) expect(a).toBeLessThanOrEqual(1);
    }
  });

  test("promotion without loss is transitive and goes one way only", () => {
    const any = fc.constantFrom(...scalars);
    const isSafe = (from: string, to: string) =>
      typeTextChanges(from, to).every((change) => LEVEL_RULES[change].training === "safe");
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        if (isSafe(a, b) && isSafe(b, c)) expect(isSafe(a, c)).toBe(true);
        if (a !== b && isSafe(a, b)) expect(isSafe(b, a)).toBe(false);
      }),
    );
  });
});

describe("readableAs", () => {
  test.each([
    ["int16", "int16", "lossless"],
    ["int16", "int64", "lossless"],
    ["int16", "float64", "lossless"],
    ["int64", "float64", "inexact"],
    ["decimal(10,2)", "float64", "inexact"],
    ["decimal(10,2)", "decimal(12,2)", "lossless"],
    ["int64", "int16", "refused"],
    ["float64", "float32", "refused"],
    ["string", "int64", "refused"],
    ["string", "bytes", "refused"],
    ["timestamp_ntz", "timestamp", "zoned"],
    ["date", "timestamp", "zoned"],
    ["date", "timestamp_ntz", "lossless"],
    ["timestamp", "date", "refused"],
    ["list<float32>", "embedding<384>", "lossless"],
    ["list<string>", "embedding<384>", "refused"],
    ["list<int16>", "list<int64>", "lossless"],
    ["list<int64>", "list<float64>", "inexact"],
  ])("a column of %s as %s: %s", (column, declared, outcome) => {
    expect(readableAs(type(column), type(declared))).toBe(outcome);
  });
});
