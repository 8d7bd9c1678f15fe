import { expect, test } from "vitest";
import { NO_FACTS } from "./facts";
import { pinColumns } from "./pin";
import { columns, group, source } from "./sample.test-suite";

const facts = (text: string) => ({
  ...NO_FACTS,
  sources: new Map([["flights_raw", { columns: columns(text), problems: [] }]]),
});

test("a source without columns takes those of its data", () => {
  expect(pinColumns(source({ columns: null }), facts("a:int64, b:string"))).toEqual(
    source({ columns: columns("a:int64, b:string") }),
  );
});

test("pinned types stay, and new columns of the data come last", () => {
  const pinned = pinColumns(
    source({ columns: columns("b:string, a:int32") }),
    facts("A:int64, b:string, c:date"),
  );
  expect(pinned).toEqual(source({ columns: columns("b:string, a:int32, c:date") }));
  expect(pinColumns(pinned, facts("A:int64, b:string, c:date"))).toBe(pinned);
});

test("nothing is pinned without facts, with problems, or for other kinds", () => {
  for (const document of [source({ columns: null }), group()]) {
    expect(pinColumns(document, NO_FACTS)).toBe(document);
    expect(
      pinColumns(document, {
        ...NO_FACTS,
        sources: new Map([["flights_raw", { columns: null, problems: [{ message: "unreadable" }] }]]),
      }),
    ).toBe(document);
  }
});

test("a query source takes the columns of its SELECT", () => {
  const query = source({ type: "query", path: null, format: null, query: "SELECT 1 AS one", columns: null });
  const selects = new Map([
    ["flights_raw", { tables: [], columns: columns("one:int32"), lineage: [], problems: [] }],
  ]);
  expect(pinColumns(query, { ...NO_FACTS, selects })).toEqual({ ...query, columns: columns("one:int32") });
});
