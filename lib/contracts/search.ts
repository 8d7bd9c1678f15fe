import { z } from "zod";
import { CATALOG_SORTS, type CatalogSort } from "@/lib/core/search/entry";
import { FACETS, type Facet, QUERY_LENGTH_MAX } from "@/lib/core/search/query";

export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 200;

/** What a search takes, whichever door it comes through. */
export interface SearchInput {
  q: string;
  project: string | null;
  filters: [Facet, string[]][];
  sort: CatalogSort | null;
  descending: boolean;
  limit: number;
  cursor: string | null;
}

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((v) => (Array.isArray(v) ? v : [v]));
const facetShape = Object.fromEntries(FACETS.map((facet) => [facet, OneOrMore.optional()])) as Record<
  Facet,
  z.ZodOptional<typeof OneOrMore>
>;

/** The address of a search: `?q=…&kind=feature&owner=a&owner=b&sort=-updated&cursor=…`. Unknown names are ignored by pages. */
export const SearchParams = z
  .object({
    q: z.string().max(QUERY_LENGTH_MAX).default(""),
    project: z.string().optional(),
    sort: z
      .string()
      .regex(/^-?[a-z]+$/)
      .refine((sort) => (CATALOG_SORTS as readonly string[]).includes(sort.replace(/^-/, "")), {
        message: `is not one of ${CATALOG_SORTS.join(", ")}`,
      })
      .optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE),
    cursor: z.string().max(2_000).optional(),
    ...facetShape,
  })
  .transform(
    (params): SearchInput => ({
      q: params.q,
      project: params.project ?? null,
      filters: FACETS.flatMap((facet): [Facet, string[]][] => {
        const values = params[facet];
        return values ? [[facet, values]] : [];
      }),
      sort: params.sort === undefined ? null : (params.sort.replace(/^-/, "") as CatalogSort),
      descending: params.sort?.startsWith("-") ?? false,
      limit: params.limit,
      cursor: params.cursor ?? null,
    }),
  );

/** A part of an address that could not be used. */
export interface IgnoredParam {
  name: string;
  message: string;
}

/** Reads the address of a page: what cannot be used is left out and told, the rest still counts. */
export function readSearchParams(params: Record<string, string | string[] | undefined>): {
  input: SearchInput;
  ignored: IgnoredParam[];
} {
  const given = { ...params };
  if (typeof given.q === "string") given.q = given.q.slice(0, QUERY_LENGTH_MAX);
  const first = SearchParams.safeParse(given);
  if (first.success) return { input: first.data, ignored: [] };
  const ignored: IgnoredParam[] = [];
  for (const { path, message } of first.error.issues) {
    const name = String(path[0]);
    if (!(name in given)) continue;
    delete given[name];
    ignored.push({ name, message });
  }
  return { input: SearchParams.parse(given), ignored };
}

/** The address of a search: {@link SearchParams} turned around. What has its default is left out. */
export function formatSearchParams(input: SearchInput): URLSearchParams {
  const params = new URLSearchParams();
  if (input.q !== "") params.set("q", input.q);
  if (input.project !== null) params.set("project", input.project);
  for (const [facet, values] of input.filters) for (const value of values) params.append(facet, value);
  if (input.sort !== null) params.set("sort", `${input.descending ? "-" : ""}${input.sort}`);
  if (input.limit !== PAGE_SIZE) params.set("limit", String(input.limit));
  if (input.cursor !== null) params.set("cursor", input.cursor);
  return params;
}

const ADDRESS_LENGTH_MAX = 4_000;

/** A search as a file: `of` is what the search page has behind its `?`. */
export const SearchFileQuery = z.strictObject({ of: z.string().max(ADDRESS_LENGTH_MAX).default("") });
