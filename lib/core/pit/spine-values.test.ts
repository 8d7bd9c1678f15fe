import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "./cell";
import { inferType, typeValues } from "./spine-values";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 5000 : 300;
const read = (value: unknown, type: string, encoding: "text" | "json" = "json", zone: string | null = null) =>
  typeValues([value], type, encoding, zone);

describe("typeValues", () => {
  it.each<[unknown, string, Cell]>([
    [true, "bool", true],
    [-128, "int8", -128],
    ["127", "int8", 127],
    [5, "int64", "5"],
    ["9007199254740993", "int64", "9007199254740993"],
    ["-9223372036854775808", "int64", "-9223372036854775808"],
    [0.1, "float64", 0.1],
    ["NaN", "float64", "NaN"],
    ["-Infinity", "float64", "-Infinity"],
    [-0, "float64", "-0"],
    ["1e3", "float64", 1000],
    ["1.5", "decimal(5,2)", "1.50"],
    ["-0.00", "decimal(5,2)", "0.00"],
    ["12345678901234567890.5", "decimal(38,10)", "12345678901234567890.5000000000"],
    ["", "string", ""],
    ["007", "string", "007"],
    ["2026-02-28", "date", "2026-02-28"],
    ["2026-02-28T10:00:00+05:30", "timestamp", "2026-02-28T04:30:00.000000Z"],
    ["2026-02-28 10:00:00", "timestamp_ntz", "2026-02-28T10:00:00.000000"],
    ["AP9h", "bytes", "AP9h"],
    [null, "int64", null],
    [undefined, "string", null],
  ])("pit rule 14: JSON %j as %s", (value, type, cell) => {
    expect(read(value, type)).toEqual({ cells: [cell], problems: [] });
  });

  it.each<[unknown, string]>([
    ["true", "bool"],
    [1, "bool"],
    ["01", "int64"],
    ["1.0", "int64"],
    [" 1", "int64"],
    ["+1", "int64"],
    ["-0", "int64"],
    ["1e3", "int64"],
    ["", "int64"],
    [1.5, "int64"],
    [2 ** 53, "int64"],
    ["9223372036854775808", "int64"],
    [128, "int8"],
    ["nan", "float64"],
    ["1_000", "float64"],
    ["0x10", "float64"],
    ["1e999", "float64"],
    [{}, "float64"],
    ["1.234", "decimal(5,2)"],
    ["1000", "decimal(5,2)"],
    ["01", "decimal(5,2)"],
    [1, "string"],
    ["a\0b", "string"],
    ["\ud800", "string"],
    ["2026-02-29", "date"],
    ["2026-2-1", "date"],
    ["2026-02-28T10:00:00", "timestamp"],
    [1_767_225_600, "timestamp"],
    ["2026-02-28T10:00:00Z", "timestamp_ntz"],
    ["not base64!", "bytes"],
    [[1], "list<int64>"],
  ])("pit rule 14: refuses JSON %j as %s", (value, type) => {
    const { cells, problems } = read(value, type);
    expect(cells).toEqual([null]);
    expect(problems).toHaveLength(1);
  });

  it("reads text of a CSV: an empty field is null, true and false are words", () => {
    expect(typeValues(["", "true", "x"], "bool", "text", null)).toEqual({
      cells: [null, true, null],
      problems: [{ row: 2, message: '"x" is not true or false' }],
    });
    expect(read("", "string", "text").cells).toEqual([null]);
  });

  it("every int64 comes through digit by digit", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(read(String(value), "int64").cells).toEqual([String(value)]);
      }),
      { numRuns: RUNS },
    );
  });

  it("names an object that cannot be printed", () => {
    expect(read({ toString: false }, "bool").problems).toEqual([
      { row: 0, message: "an object is not true or false" },
    ]);
  });

  it("never throws, whatever JSON holds", () => {
    const types = [
      "bool",
      "int8",
      "int64",
      "float64",
      "decimal(9,2)",
      "string",
      "date",
      "timestamp",
      "timestamp_ntz",
      "bytes",
    ];
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...types), (value, type) => {
        const { cells, problems } = read(value, type, "json", "UTC");
        expect(cells).toHaveLength(1);
        if (problems.length > 0) expect(cells[0]).toBeNull();
      }),
      { numRuns: RUNS },
    );
  });
});

describe("inferType", () => {
  it.each<[unknown[], string | null]>([
    [[null, null], "string"],
    [[true, null], "bool"],
    [[1, 2, null], "int64"],
    [[1, 2.5], "float64"],
    [[1, 2 ** 53], "float64"],
    [[-0], "float64"],
    [["1", "x"], "string"],
    [["1", 1], null],
    [[[1]], null],
  ])("%j is %s", (values, type) => {
    expect(inferType(values)).toBe(type);
  });
});
