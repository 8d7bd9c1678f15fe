import { describe, expect, it } from "vitest";
import { parseValueType } from "@/lib/core/model/value-type";
import { castRule, keyCastRule } from "./cast";

function rule(from: string, to: string, of = castRule) {
  const [a, b] = [parseValueType(from), parseValueType(to)];
  if (!a || !b) throw new Error(`${from} or ${to} is no type`);
  return of(a, b);
}

describe("castRule", () => {
  it.each([
    ["int32", "int32", "same"],
    ["int32", "int64", "widen"],
    ["int64", "int32", "checked"],
    ["int32", "float64", "widen"],
    ["int64", "float64", "checked"],
    ["int16", "float32", "widen"],
    ["int32", "float32", "checked"],
    ["float32", "float64", "widen"],
    ["float64", "float32", "checked"],
    ["float64", "int64", "refuse"],
    ["float64", "decimal(18,2)", "refuse"],
    ["int8", "decimal(5,2)", "widen"],
    ["int64", "decimal(5,2)", "checked"],
    ["int64", "decimal(19,0)", "widen"],
    ["decimal(9,2)", "decimal(18,4)", "widen"],
    ["decimal(18,2)", "decimal(9,2)", "checked"],
    ["decimal(9,4)", "decimal(18,2)", "refuse"],
    ["decimal(9,0)", "int32", "checked"],
    ["decimal(9,2)", "int32", "refuse"],
    ["decimal(9,2)", "float64", "checked"],
    ["string", "int64", "refuse"],
    ["int64", "string", "refuse"],
    ["bool", "int8", "refuse"],
    ["date", "timestamp", "refuse"],
    ["timestamp_ntz", "timestamp", "refuse"],
    ["list<int32>", "list<int64>", "widen"],
    ["list<string>", "list<int64>", "refuse"],
    ["list<float64>", "embedding<3>", "checked"],
    ["list<string>", "embedding<3>", "refuse"],
    ["struct<a: int32, b: string>", "struct<a: int64, b: string>", "widen"],
    ["struct<a: int32>", "struct<b: int32>", "refuse"],
    ["struct<a: int32>", "struct<a: int32, b: int32>", "refuse"],
  ])("%s as %s: %s", (from, to, expected) => {
    expect(rule(from, to)).toBe(expected);
  });

  it("pit rule 14: keys take lossless casts only", () => {
    expect(rule("int32", "int64", keyCastRule)).toBe("widen");
    expect(rule("int64", "int32", keyCastRule)).toBe("refuse");
    expect(rule("string", "int64", keyCastRule)).toBe("refuse");
  });
});
