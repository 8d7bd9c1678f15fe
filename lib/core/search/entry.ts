import type { CatalogKind, Facet } from "./query";

/** One thing people look for, as lists and search show it. */
export interface CatalogEntry {
  id: string;
  project: string;
  kind: CatalogKind;
  name: string;
  /** The name that is unique in the project: `group:feature` for a feature, `service/consumer` for a consumer. */
  qualified: string;
  description: string | null;
  entity: string | null;
  /** The owner team's name. */
  owner: string | null;
  tags: string[];
  valueType: string | null;
  computation: string | null;
  online: boolean | null;
  lifecycle: string | null;
  /** What only this kind has, ready to show: see `lib/core/definitions/entries.ts`. */
  facts: Record<string, string | number | boolean | null | string[]>;
  updatedAt: Date;
}

export interface FacetCount {
  value: string;
  count: number;
}

/** For each facet, how many entries each value would leave, the other facets' filters applied. */
export type FacetCounts = Record<Facet, FacetCount[]>;

export const CATALOG_SORTS = [
  "relevance",
  "name",
  "owner",
  "entity",
  "type",
  "updated",
  "kind",
  "lifecycle",
] as const;
export type CatalogSort = (typeof CATALOG_SORTS)[number];
