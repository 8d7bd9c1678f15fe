import { expect, test } from "vitest";
import type { CatalogEntry } from "@/lib/core/search/entry";
import { CATALOG_KINDS } from "@/lib/core/search/query";
import { resultColumns } from "./result-columns";
import { resultRow } from "./result-rows";

const entry = (given: Partial<CatalogEntry>): CatalogEntry => ({
  id: "e1",
  project: "flights",
  kind: "feature",
  name: "delay",
  qualified: "airport_departures:delay",
  description: null,
  entity: null,
  owner: null,
  tags: [],
  valueType: null,
  computation: null,
  online: null,
  lifecycle: null,
  facts: {},
  updatedAt: new Date("2026-11-14T18:45:00Z"),
  ...given,
});

const AT = "2026-11-14T00:00:00.000Z";

test("every kind leads to a page that exists, at the moment that is looked at", () => {
  const href = (given: Partial<CatalogEntry>) => resultRow(entry(given), null, null).href;
  expect(href({})).toBe("/p/flights/groups/airport_departures/features/delay");
  expect(href({ kind: "entity", name: "airport", qualified: "airport" })).toBe("/p/flights/entities/airport");
  expect(href({ kind: "consumer", name: "board", qualified: "map/board" })).toBe(
    "/p/flights/services/map#consumers",
  );
  expect(resultRow(entry({ kind: "consumer", name: "board", qualified: "map/board" }), null, AT).href).toBe(
    "/p/flights/services/map?at=2026-11-14T00%3A00%3A00.000Z#consumers",
  );
});

test("an entry without any facts fills no cell with a guess", () => {
  for (const kind of CATALOG_KINDS) {
    const { cells } = resultRow(entry({ kind, qualified: "a:delay" }), kind, null);
    const shown = resultColumns(kind).filter(({ id }) => id !== "name" && id !== "updated");
    for (const { id } of shown) expect(cells[id] ?? null, `${kind} ${id}`).toSatisfy(isEmpty);
  }
});

const isEmpty = (cell: unknown) => cell === null || (Array.isArray(cell) && cell.length === 0);

test("a zero is a number, not an empty cell", () => {
  const { cells } = resultRow(entry({ kind: "group", facts: { features: 0, consumers: 0 } }), "group", null);
  expect(cells).toMatchObject({ features: 0, consumers: 0 });
});

test("a description is one plain line, whole on hover", () => {
  const description = "**Delay** of a [departure](https://example.org)\nin `minutes`.\n\nMore.";
  expect(resultRow(entry({ description }), "feature", null).cells.description).toEqual({
    text: "Delay of a departure in minutes.",
    tip: description,
  });
});

test("only a lifecycle that is not active stands beside the name", () => {
  const name = (lifecycle: string) => resultRow(entry({ lifecycle }), "feature", null).cells.name;
  expect(name("active")).toMatchObject({ lifecycle: undefined });
  expect(name("deprecated")).toMatchObject({ lifecycle: "deprecated" });
});
