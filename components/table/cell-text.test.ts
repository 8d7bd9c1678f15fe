import { describe, expect, test } from "vitest";
import { cellValue, sortRows, tableCsv } from "./cell-text";
import type { TableCell, TableColumn, TableRow } from "./columns";

const column = (kind: TableColumn["kind"], valueType?: string): TableColumn => ({
  id: "x",
  header: "X",
  kind,
  valueType,
});
const rowsOf = (cells: TableCell[]): TableRow[] =>
  cells.map((cell, index) => ({ id: String(index), cells: { x: cell } }));
const order = (kind: TableColumn["kind"], cells: TableCell[], descending = false, valueType?: string) =>
  sortRows(rowsOf(cells), column(kind, valueType), descending).map((row) => Number(row.id));

test("a cell is exported as data, not as it looks", () => {
  expect(cellValue(column("name"), { text: "delay", href: "/x", detail: "v2" })).toBe("delay");
  expect(cellValue(column("chips"), ["a", { text: "b" }])).toBe("a, b");
  expect(cellValue(column("number"), "9223372036854775807")).toBe("9223372036854775807");
  expect(cellValue(column("bool"), false)).toBe(false);
  expect(cellValue(column("value", "timestamp"), { value: "2026-11-14T18:45:00.123456Z" })).toBe(
    "2026-11-14T18:45:00.123456Z",
  );
  expect(cellValue(column("value", "list<int64>"), { value: ["9007199254740993"] })).toBe(
    "[9007199254740993]",
  );
});

test("every way of being empty is empty", () => {
  for (const cell of [null, undefined, "", [], { empty: "No owner was declared" }])
    expect(cellValue(column("text"), cell)).toBeNull();
});

describe("sorting in the browser", () => {
  test("64-bit integers that floats cannot tell apart keep their order", () => {
    expect(order("number", ["9007199254740993", "9007199254740992", "-5"])).toEqual([2, 1, 0]);
  });

  test("numbers sort as numbers, text as text", () => {
    expect(order("number", [10, 9, 100])).toEqual([1, 0, 2]);
    expect(order("text", ["10", "9", "100"])).toEqual([0, 2, 1]);
  });

  test("empty cells come last in both directions", () => {
    expect(order("number", [null, 2, 1])).toEqual([2, 1, 0]);
    expect(order("number", [null, 2, 1], true)).toEqual([1, 2, 0]);
  });

  test("NaN counts as the greatest number", () => {
    const cells = [{ value: "NaN" }, { value: 1 }, { value: "Infinity" }];
    expect(order("value", cells, false, "float64")).toEqual([1, 2, 0]);
  });

  test("equal cells keep the order they came in", () => {
    expect(order("text", ["a", "a", "a"])).toEqual([0, 1, 2]);
    expect(order("text", ["a", "a", "a"], true)).toEqual([0, 1, 2]);
  });
});

test("S7: a table's text columns are neutralised and its number columns stay numbers", () => {
  const columns: TableColumn[] = [column("name"), { id: "n", header: "N", kind: "number" }];
  const csv = tableCsv(columns, [{ id: "1", cells: { x: "=1+1", n: -3 } }]);
  expect(csv).toBe("X,N\r\n'=1+1,-3\r\n");
});
