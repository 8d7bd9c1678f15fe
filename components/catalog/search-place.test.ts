import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { readSearchParams } from "@/lib/contracts/search";
import { addFilter, type Facet, parseCatalogQuery } from "@/lib/core/search/query";
import {
  activeFilters,
  clearHref,
  placeHref,
  removeHref,
  type SearchPlace,
  toggleHref,
} from "./search-place";

/** What the verb makes of an address. */
function placeAt(address: string): SearchPlace {
  const url = new URL(address, "http://asof.test");
  const params: Record<string, string | string[]> = {};
  for (const name of url.searchParams.keys()) params[name] = url.searchParams.getAll(name);
  for (const name of ["q", "sort", "cursor", "project"])
    if (params[name]) params[name] = String(params[name]);
  const { input } = readSearchParams(params);
  const query = parseCatalogQuery(input.q);
  for (const [facet, values] of input.filters) for (const value of values) addFilter(query, facet, value);
  return { path: url.pathname, input, query, at: url.searchParams.get("at") };
}

const isOn = (place: SearchPlace, facet: Facet, value: string) =>
  place.query.filters[facet]?.any.includes(value) ?? false;

test("filters typed as text stay when a facet is chosen, and so does the moment", () => {
  const place = placeAt("/search?q=delay+owner%3Aops&at=2026-11-14T00%3A00%3A00.000Z&cursor=abc");
  const next = placeAt(toggleHref(place, "type", "float64"));
  expect(next.input.q).toBe("delay owner:ops");
  expect(isOn(next, "type", "float64")).toBe(true);
  expect(isOn(next, "owner", "ops")).toBe(true);
  expect(next.at).toBe("2026-11-14T00:00:00.000Z");
  expect(next.input.cursor).toBeNull();
});

test("a filter is removed from the text and from the address at once", () => {
  const place = placeAt("/search?q=delay+owner%3Aops&owner=ops&owner=ml");
  const next = placeAt(removeHref(place, { facet: "owner", value: "ops", negated: false }));
  expect(next.input.q).toBe("delay");
  expect(activeFilters(next, [])).toEqual([{ facet: "owner", value: "ml", negated: false }]);
});

test("clearing leaves the words, and what the page itself fixes", () => {
  const place = placeAt("/p/flights/features?q=delay+-tag%3Araw&entity=airport");
  expect(clearHref(place, ["kind"])).toBe("/p/flights/features?q=delay");
});

test("a search without anything is the bare address", () => {
  expect(placeHref(placeAt("/search"), {})).toBe("/search");
});

const facets = fc.constantFrom<Facet>("owner", "type", "tag");
const values = fc.constantFrom("a", "b", "domain: x");
const steps = fc.array(fc.tuple(facets, values), { maxLength: 6 });

property.prop([steps, facets, values])(
  "toggling a value twice comes back to the same filters",
  (path, facet, value) => {
    let place = placeAt("/search?q=mean+owner%3Aa");
    for (const [stepFacet, stepValue] of path) place = placeAt(toggleHref(place, stepFacet, stepValue));
    const once = placeAt(toggleHref(place, facet, value));
    const twice = placeAt(toggleHref(once, facet, value));
    expect(isOn(once, facet, value)).toBe(!isOn(place, facet, value));
    const key = (at: SearchPlace) => new Set(activeFilters(at, []).map((filter) => JSON.stringify(filter)));
    expect(key(twice)).toEqual(key(place));
  },
);
