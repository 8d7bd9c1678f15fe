import { formatSearchParams, type SearchInput } from "@/lib/contracts/search";
import { type CatalogQuery, FACETS, type Facet, withoutFilter } from "@/lib/core/search/query";
import { withAt } from "./addresses";

/** Where a search stands: its page, what its address says, and what that means. */
export interface SearchPlace {
  path: string;
  /** As in the address; what the page itself fixes (project, kind) is not in it. */
  input: SearchInput;
  /** Text and address together. */
  query: CatalogQuery;
  at: string | null;
}

/** One filter that is on. */
export interface ActiveFilter {
  facet: Facet;
  value: string;
  negated: boolean;
}

export function activeFilters(place: SearchPlace, hidden: readonly Facet[]): ActiveFilter[] {
  return FACETS.filter((facet) => !hidden.includes(facet)).flatMap((facet) => {
    const { any, not } = place.query.filters[facet] ?? { any: [], not: [] };
    return [
      ...any.map((value) => ({ facet, value, negated: false })),
      ...not.map((value) => ({ facet, value, negated: true })),
    ];
  });
}

export function placeHref(place: SearchPlace, change: Partial<SearchInput>): string {
  const params = formatSearchParams({ ...place.input, cursor: null, ...change }).toString();
  return withAt(params === "" ? place.path : `${place.path}?${params}`, place.at);
}

/** The same search with one value of a facet turned on or off. */
export function toggleHref(place: SearchPlace, facet: Facet, value: string): string {
  const isOn = place.query.filters[facet]?.any.includes(value) ?? false;
  if (isOn) return removeHref(place, { facet, value, negated: false });
  const others = place.input.filters.filter(([known]) => known !== facet);
  const values = place.input.filters.find(([known]) => known === facet)?.[1] ?? [];
  return placeHref(place, { filters: [...others, [facet, [...values, value]]] });
}

/** The same search without one filter, wherever it stands: in the text, in the address, or in both. */
export function removeHref(place: SearchPlace, { facet, value, negated }: ActiveFilter): string {
  const filters = place.input.filters.flatMap(([known, values]): [Facet, string[]][] => {
    const kept = known === facet && !negated ? values.filter((other) => other !== value) : values;
    return kept.length === 0 ? [] : [[known, kept]];
  });
  return placeHref(place, { filters, q: withoutFilter(place.input.q, facet, value, negated) });
}

/** The same search with its words and without filters. */
export function clearHref(place: SearchPlace, hidden: readonly Facet[]): string {
  const q = activeFilters(place, hidden).reduce(
    (text, { facet, value, negated }) => withoutFilter(text, facet, value, negated),
    place.input.q,
  );
  return placeHref(place, { filters: [], q });
}
