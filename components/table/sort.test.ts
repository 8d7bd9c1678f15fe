import { expect, test } from "vitest";
import type { TableColumn } from "./columns";
import { formatSort, nextSort, parseSort, sortHref } from "./sort";

const NAME: TableColumn = { id: "name", header: "Name", kind: "name" };
const CHANGED: TableColumn = { id: "changed", header: "Changed", kind: "time" };
const READERS: TableColumn = { id: "readers", header: "Readers", kind: "number" };

test("names start at A, numbers at the largest, times at the latest", () => {
  expect(nextSort(NAME, null)).toEqual({ columnId: "name", descending: false });
  expect(nextSort(READERS, null)).toEqual({ columnId: "readers", descending: true });
  expect(nextSort(CHANGED, { columnId: "name", descending: true })).toEqual({
    columnId: "changed",
    descending: true,
  });
});

test("the same header again turns the order round", () => {
  expect(nextSort(NAME, { columnId: "name", descending: false })).toEqual({
    columnId: "name",
    descending: true,
  });
  expect(nextSort(NAME, { columnId: "name", descending: true })).toEqual({
    columnId: "name",
    descending: false,
  });
});

test("the order is one word in the URL and reads back", () => {
  for (const sort of [
    { columnId: "name", descending: false },
    { columnId: "changed", descending: true },
  ]) {
    expect(parseSort(formatSort(sort))).toEqual(sort);
  }
  expect(parseSort("")).toBeNull();
  expect(parseSort(null)).toBeNull();
});

test("another order keeps the filters and starts at the first page", () => {
  const search = new URLSearchParams("type=float64&after=abc&before=def&cursor=x&sort=name");
  const href = sortHref("/p/f/features", search, "sort", { columnId: "changed", descending: true });
  expect(href).toBe("/p/f/features?type=float64&sort=-changed");
});
