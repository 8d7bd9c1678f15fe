import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addFilter, parseCatalogQuery, QUERY_LENGTH_MAX } from "./query";

describe("query text", () => {
  it("reads words in lower case, once, with underscores kept", () => {
    expect(parseCatalogQuery("Mean mean_Delay_7d mean").terms).toEqual(["mean", "mean_delay_7d"]);
  });

  it("reads filters, several values as alternatives, a dash as negation", () => {
    const { filters, terms } = parseCatalogQuery("owner:ops owner:ml -lifecycle:retired delay");
    expect(filters).toEqual({
      owner: { any: ["ops", "ml"], not: [] },
      lifecycle: { any: [], not: ["retired"] },
    });
    expect(terms).toEqual(["delay"]);
  });

  it("reads quoted values, and a lone dash as 'has none'", () => {
    const { filters } = parseCatalogQuery('tag:"domain: operations" owner:-');
    expect(filters.tag?.any).toEqual(["domain: operations"]);
    expect(filters.owner?.any).toEqual(["-"]);
  });

  it("tells what looks like a filter and is none, and searches its words", () => {
    const { unknown, terms, filters } = parseCatalogQuery("colour:blue");
    expect(unknown).toEqual(["colour"]);
    expect(terms).toEqual(["colour", "blue"]);
    expect(filters).toEqual({});
  });

  it("splits a feature reference into its words", () => {
    expect(parseCatalogQuery("airport_load:mean_delay_7d").terms).toContain("mean_delay_7d");
  });

  it("never fails and never grows, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        const { terms } = parseCatalogQuery(text);
        expect(terms.length).toBeLessThanOrEqual(12);
        expect(terms.join("").length).toBeLessThanOrEqual(2 * QUERY_LENGTH_MAX);
        for (const term of terms) expect(term).toMatch(/^[\p{L}\p{N}_]+$/u);
      }),
    );
  });

  it("a filter value that no store could hold stays a demand that nothing meets", () => {
    const query = parseCatalogQuery('owner:"\0"');
    addFilter(query, "tag", "\ud800");
    expect(query.filters).toEqual({ owner: { any: ["\ufffd"], not: [] }, tag: { any: ["\ufffd"], not: [] } });
  });

  it("adds a filter value once", () => {
    const query = parseCatalogQuery("owner:ops");
    addFilter(query, "owner", "ops");
    addFilter(query, "owner", "");
    expect(query.filters.owner?.any).toEqual(["ops"]);
  });
});
