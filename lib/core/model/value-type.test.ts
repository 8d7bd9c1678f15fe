import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatValueType, isNumeric, parseValueType, SCALAR_KINDS, type ValueType } from "./value-type";

const anyType: fc.Arbitrary<ValueType> = fc.letrec<{ type: ValueType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...SCALAR_KINDS).map((kind): ValueType => ({ kind })),
    fc.tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38)).map(
      ([precision, scale]): ValueType => ({
        kind: "decimal",
        precision,
        scale: Math.min(scale, precision),
      }),
    ),
    fc.integer({ min: 1, max: 65_536 }).map((dimensions): ValueType => ({ kind: "embedding", dimensions })),
    tie("type").map((element): ValueType => ({ kind: "list", element })),
    fc
      .uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/), type: tie("type") }), {
        selector: (field) => field.name,
        minLength: 1,
        maxLength: 3,
      })
      .map((fields): ValueType => ({ kind: "struct", fields })),
  ),
})).type;

describe("parseValueType", () => {
  test("reads back every type that formatValueType writes", () => {
    fc.assert(
      fc.property(anyType, (type) => {
        expect(parseValueType(formatValueType(type))).toEqual(type);
      }),
    );
  });

  test("does not mind white space inside brackets", () => {
    expect(parseValueType(" struct< lat : float64 , tags: list< string > > ")).toEqual(
      parseValueType("struct<lat: float64, tags: list<string>>"),
    );
    expect(parseValueType("decimal( 18 , 2 )")).toEqual({ kind: "decimal", precision: 18, scale: 2 });
  });

  test.each([
    "",
    "varchar",
    "Int64",
    "int 64",
    "decimal",
    "decimal(0,0)",
    "decimal(39,2)",
    "decimal(4,5)",
    "list",
    "list<>",
    "list<int64",
    "struct<>",
    "struct<a int64>",
    "struct<a: int64, a: string>",
    "embedding<0>",
    "embedding<70000>",
    "int64 string",
    `${"list<".repeat(20)}int64${">".repeat(20)}`,
  ])("refuses %j", (text) => {
    expect(parseValueType(text)).toBeNull();
  });

  test("never fails on any text", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseValueType(text)));
  });
});

test("isNumeric holds for integers, floats and decimals only", () => {
  const numeric = SCALAR_KINDS.filter((kind) => isNumeric({ kind }));
  expect(numeric).toEqual(["int8", "int16", "int32", "int64", "float32", "float64"]);
  expect(isNumeric({ kind: "decimal", precision: 4, scale: 2 })).toBe(true);
  expect(isNumeric({ kind: "list", element: { kind: "int64" } })).toBe(false);
});
