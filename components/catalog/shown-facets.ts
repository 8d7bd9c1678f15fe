import type { FacetCount, FacetCounts } from "@/lib/core/search/entry";
import { FACETS, type Facet, NONE } from "@/lib/core/search/query";
import { activeFilters, type SearchPlace } from "./search-place";

export interface ShownFacet {
  facet: Facet;
  values: FacetCount[];
  /** The values that are on. */
  chosen: string[];
}

/** The facets that narrow a search: those in which every entry has the same value are left out. */
export function shownFacets(place: SearchPlace, counts: FacetCounts, hidden: readonly Facet[]): ShownFacet[] {
  const active = activeFilters(place, hidden);
  return FACETS.filter((facet) => !hidden.includes(facet)).flatMap((facet) => {
    const chosen = active
      .filter((filter) => filter.facet === facet && !filter.negated)
      .map(({ value }) => value);
    const values = withChosen(counts[facet], chosen);
    return values.length > 1 || chosen.length > 0 ? [{ facet, values, chosen }] : [];
  });
}

/** A chosen value stays in sight when it leaves nothing. "Has none" stands last. */
function withChosen(values: readonly FacetCount[], chosen: readonly string[]): FacetCount[] {
  const missing = chosen.filter((value) => !values.some((entry) => entry.value === value));
  const all = [...values, ...missing.map((value) => ({ value, count: 0 }))];
  return all.sort((a, b) => Number(a.value === NONE) - Number(b.value === NONE));
}
