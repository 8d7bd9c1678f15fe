import { describe, expect, test } from "vitest";
import { AGGREGATION_FUNCTIONS } from "../model/definitions";
import { parseValueType } from "../model/value-type";
import {
  AGGREGATION_RULES,
  emptyValue,
  expandWindows,
  intervalText,
  resultType,
  takesType,
} from "./aggregations";

const INPUTS = ["int16", "int64", "float32", "decimal(10,2)", "string", "timestamp"];
/** One row for each function, one result for each input type; `-` where the function does not take it. */
const TYPES: Record<string, string[]> = {
  count: ["int64", "int64", "int64", "int64", "int64", "int64"],
  sum: ["int64", "int64", "float64", "decimal(38,2)", "-", "-"],
  mean: ["float64", "float64", "float64", "float64", "-", "-"],
  min: ["int16", "int64", "float32", "decimal(10,2)", "string", "timestamp"],
  max: ["int16", "int64", "float32", "decimal(10,2)", "string", "timestamp"],
  stddev: ["float64", "float64", "float64", "float64", "-", "-"],
  distinct: ["int64", "int64", "int64", "int64", "int64", "int64"],
  approx_distinct: ["int64", "int64", "int64", "int64", "int64", "int64"],
  last: ["int16", "int64", "float32", "decimal(10,2)", "string", "timestamp"],
  first: ["int16", "int64", "float32", "decimal(10,2)", "string", "timestamp"],
  quantile: ["float64", "float64", "float64", "float64", "-", "-"],
  mode: ["int16", "int64", "float32", "decimal(10,2)", "string", "timestamp"],
  top_k: [
    "list<int16>",
    "list<int64>",
    "list<float32>",
    "list<decimal(10,2)>",
    "list<string>",
    "list<timestamp>",
  ],
  collect_distinct: [
    "list<int16>",
    "list<int64>",
    "list<float32>",
    "list<decimal(10,2)>",
    "list<string>",
    "list<timestamp>",
  ],
  first_time: ["timestamp", "timestamp", "timestamp", "timestamp", "timestamp", "timestamp"],
  exists: ["bool", "bool", "bool", "bool", "bool", "bool"],
};

describe("aggregation functions", () => {
  test.each(AGGREGATION_FUNCTIONS)("%s gives the type of the table for each type it takes", (fn) => {
    const results = INPUTS.map((text) => {
      const type = parseValueType(text);
      return type && takesType(AGGREGATION_RULES[fn], type) ? resultType(fn, type) : "-";
    });
    expect(results).toEqual(TYPES[fn]);
  });

  test("an empty window gives 0 for count and distinct, false for exists, else null, unless it says otherwise (rule 30)", () => {
    const zeros = AGGREGATION_FUNCTIONS.filter((fn) => emptyValue({ fn, empty: null }) === 0);
    expect(zeros).toEqual(["count", "distinct", "approx_distinct"]);
    expect(emptyValue({ fn: "mean", empty: 0 })).toBe(0);
    expect(emptyValue({ fn: "exists", empty: null })).toBe(false);
  });

  test("lists and structs can be counted and kept, not compared", () => {
    const list = parseValueType("list<int64>");
    const takers = AGGREGATION_FUNCTIONS.filter((fn) => list && takesType(AGGREGATION_RULES[fn], list));
    expect(takers).toEqual(["count", "last", "first", "first_time", "exists"]);
  });
});

test("expandWindows puts each window into the name, in order", () => {
  expect(expandWindows({ name: "n_{window}", windows: ["1h", "lifetime"] })).toEqual([
    { name: "n_1h", window: "1h" },
    { name: "n_lifetime", window: "lifetime" },
  ]);
  expect(expandWindows({ name: "n", windows: ["1h"] })).toEqual([{ name: "n", window: "1h" }]);
});

test.each([
  ["7d", "(]", "(t − 7 d, t]"],
  ["1h", "[)", "[t − 1 h, t)"],
  ["lifetime", "(]", "(−∞, t]"],
  ["lifetime", "[)", "(−∞, t)"],
] as const)("the interval of %s with %s reads %s (rule 29)", (window, bounds, text) => {
  expect(intervalText(window, bounds)).toBe(text);
});
