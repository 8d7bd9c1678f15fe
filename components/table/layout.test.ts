import { expect, test } from "vitest";
import type { TableColumn } from "./columns";
import { columnWidth, fitClass, phonePlaces, startWidth, tableWidthMin } from "./layout";

const COLUMNS: TableColumn[] = [
  { id: "name", header: "Name", kind: "name" },
  { id: "tags", header: "Tags", kind: "chips" },
  { id: "count", header: "Count", kind: "number" },
  { id: "changed", header: "Changed", kind: "time", width: 90 },
];

test("a width that was declared beats that of the kind", () => {
  expect(startWidth({ id: "changed", header: "Changed", kind: "time", width: 90 })).toBe(90);
});

test("the first flexible column takes what is left, the others their share of the table", () => {
  const [name, tags, count] = COLUMNS.map((column) => columnWidth(column, COLUMNS, false));
  expect(name).toBeUndefined();
  expect(tags).toMatch(/^\d+\.\d%$/);
  expect(count).toBe(startWidth({ id: "count", header: "Count", kind: "number" }));
});

test("at its least width a table gives every column its own least width", () => {
  const width = tableWidthMin(COLUMNS, true);
  const share = Number.parseFloat(String(columnWidth(COLUMNS[1] as TableColumn, COLUMNS, true))) / 100;
  expect(Math.round(share * width)).toBe(140);
});

test("a header sticks to the page only from a step at which the whole table fits", () => {
  expect(fitClass(479)).toContain("@min-[480px]");
  expect(fitClass(481)).toContain("@min-[640px]");
  expect(fitClass(5000)).toBe("");
});

test("on a phone the first column is the title, verdicts stand beside it, three others make the second line", () => {
  const kinds: TableColumn["kind"][] = ["name", "mono", "verdict", "owner", "time", "number"];
  const places = phonePlaces(kinds.map((kind, index) => ({ id: String(index), header: "", kind })));
  expect(Object.values(places)).toEqual(["title", "line", "side", "line", "line", "hide"]);
});
