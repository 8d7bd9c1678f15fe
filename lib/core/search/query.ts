/** What a search can be narrowed by. The same words stand in the address, in query text and in the API. */
export const FACETS = ["kind", "entity", "owner", "tag", "type", "computed", "online", "lifecycle"] as const;
export type Facet = (typeof FACETS)[number];

/** The kinds of catalog entries. */
export const CATALOG_KINDS = ["entity", "source", "group", "feature", "service", "consumer"] as const;
export type CatalogKind = (typeof CATALOG_KINDS)[number];

/** Stands for "has none" as the value of a facet: no legal name is a lone dash. */
export const NONE = "-";

export interface FacetFilter {
  /** The entry has one of these; empty = no demand. */
  any: string[];
  /** The entry has none of these. */
  not: string[];
}

/** A search, parsed. Values of one facet are alternatives; facets add up. */
export interface CatalogQuery {
  /** Words that must all be found, lower case, in order, without duplicates. */
  terms: string[];
  filters: Partial<Record<Facet, FacetFilter>>;
  /** Parts that look like a filter and are none, for a note beside the results. */
  unknown: string[];
}

export const QUERY_LENGTH_MAX = 256;
const TERMS_MAX = 12;

/**
 * Reads query text: words, `"quoted words"`, `facet:value`, `-facet:value`, `facet:-` for "has none".
 * A value with spaces is quoted: `tag:"domain: operations"`. Text beyond 256 characters is cut off; at most
 * 12 words count. Never fails: what is not understood is searched as words, or told in `unknown`.
 */
export function parseCatalogQuery(text: string): CatalogQuery {
  const query: CatalogQuery = { terms: [], filters: {}, unknown: [] };
  for (const token of tokens(text.slice(0, QUERY_LENGTH_MAX))) {
    if (token.facet === null) addTerms(query, token.value);
    else if (isFacet(token.facet)) addFilter(query, token.facet, token.value, token.negated);
    else {
      query.unknown.push(token.facet);
      addTerms(query, `${token.facet} ${token.value}`);
    }
  }
  return query;
}

/** Adds one filter value, once. */
export function addFilter(query: CatalogQuery, facet: Facet, value: string, negated = false): void {
  const filter = query.filters[facet] ?? { any: [], not: [] };
  query.filters[facet] = filter;
  const side = negated ? filter.not : filter.any;
  // No store keeps NUL or half a surrogate pair: such a value stays one that nothing has.
  const text = value.toWellFormed().replaceAll("\0", "\ufffd");
  if (text !== "" && !side.includes(text)) side.push(text);
}

function addTerms(query: CatalogQuery, text: string) {
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []) {
    if (query.terms.length < TERMS_MAX && !query.terms.includes(word)) query.terms.push(word);
  }
}

function isFacet(text: string): text is Facet {
  return (FACETS as readonly string[]).includes(text);
}

interface Token {
  facet: string | null;
  value: string;
  negated: boolean;
  /** As it was written. */
  text: string;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(/(-?)([a-z]+):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)/g)) {
    const [text, dash = "", facet, quoted, bare, phrase, word] = match;
    if (facet !== undefined) found.push({ facet, value: quoted ?? bare ?? "", negated: dash === "-", text });
    else found.push({ facet: null, value: phrase ?? word ?? "", negated: false, text });
  }
  return found;
}

/**
 * Query text without one of its filters, written in any of the ways {@link parseCatalogQuery} reads. Everything else
 * keeps its spelling and order; the blanks between parts become single ones.
 */
export function withoutFilter(text: string, facet: Facet, value: string, negated = false): string {
  const kept: string[] = [];
  for (const token of tokens(text)) {
    const isIt = token.facet === facet && token.value === value && token.negated === negated;
    if (!isIt) kept.push(token.text);
  }
  return kept.join(" ");
}
