import { expect, it } from "vitest";
import { type FilesRelation, filesOf, hasRowOrder, mapFiles, type Relation } from "./relation";

const files = (name: string): FilesRelation => ({
  kind: "files",
  name,
  format: "csv",
  path: name,
  timezone: null,
  times: [],
  columns: null,
});
const select = (inputs: Record<string, Relation>): Relation => ({
  kind: "select",
  name: "s",
  sql: "SELECT 1",
  inputs,
});
const renamed = (input: Relation): Relation => ({ kind: "columns", input, columns: [] });

it("finds every file of a tree in reading order", () => {
  const tree = select({
    a: renamed(files("a")),
    b: select({ c: files("c"), t: { kind: "typed", name: "t", columns: [] } }),
    d: files("a"),
  });
  expect(filesOf(tree).map((one) => one.name)).toEqual(["a", "c", "a"]);
});

it("only rows of files have an order of their own", () => {
  expect(hasRowOrder(renamed(renamed(files("a"))))).toBe(true);
  expect(hasRowOrder(renamed(select({})))).toBe(false);
  expect(hasRowOrder({ kind: "typed", name: "t", columns: [] })).toBe(false);
});

it("puts rows in the place of files, wherever they stand", () => {
  const rows = (name: string): Relation => ({ kind: "rows", name, columns: [], rows: [] });
  const until: Relation = { kind: "until", input: files("b"), column: "at", at: "", keepsNull: true };
  const tree = select({ a: renamed(files("a")), b: until });
  const mapped = mapFiles(tree, (one) => rows(one.name));
  expect(mapped).toEqual(select({ a: renamed(rows("a")), b: { ...until, input: rows("b") } }));
  expect([filesOf(mapped), hasRowOrder(mapFiles(until, (one) => rows(one.name)))]).toEqual([[], true]);
});
