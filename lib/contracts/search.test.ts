import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { CATALOG_SORTS } from "@/lib/core/search/entry";
import { FACETS } from "@/lib/core/search/query";
import { formatSearchParams, readSearchParams, type SearchInput } from "./search";

const read = (text: string) => {
  const params: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = params[name];
    params[name] = before === undefined ? value : [before, value].flat();
  }
  return readSearchParams(params);
};

const inputs = fc.record({
  q: fc.string({ maxLength: 256 }),
  project: fc.option(fc.string({ minLength: 1 })),
  filters: fc
    .uniqueArray(
      fc.tuple(fc.constantFrom(...FACETS), fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 })),
      {
        selector: ([facet]) => facet,
      },
    )
    .map((filters) => filters.sort(([a], [b]) => FACETS.indexOf(a) - FACETS.indexOf(b))),
  sort: fc.option(fc.constantFrom(...CATALOG_SORTS)),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 200 }),
  cursor: fc.option(fc.string({ maxLength: 2000 })),
});

property.prop([inputs])("an address that is written is read back as the same search", (given) => {
  const input: SearchInput = { ...given, descending: given.sort !== null && given.descending };
  expect(read(formatSearchParams(input).toString())).toEqual({ input, ignored: [] });
});

test("a part of an address that cannot be used is named and the rest still counts", () => {
  const { input, ignored } = read("q=delay&sort=size&limit=0&owner=ops&kind=feature");
  expect(input).toMatchObject({ q: "delay", sort: null, limit: 50 });
  expect(input.filters).toEqual([
    ["kind", ["feature"]],
    ["owner", ["ops"]],
  ]);
  expect(ignored.map((part) => part.name).sort()).toEqual(["limit", "sort"]);
});

test("a text longer than a search reads is cut, not refused", () => {
  expect(read(`q=${"a".repeat(1000)}`).input.q).toHaveLength(256);
});

test("parameters of other kinds of pages change nothing", () => {
  expect(read("at=2026-11-14&foo=1")).toEqual(read(""));
});
