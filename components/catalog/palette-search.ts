"use client";

import type { PaletteResult, PaletteSearch } from "@/components/shell/palette-result";
import type { CatalogEntry } from "@/lib/core/search/entry";
import { entryHref, withAt } from "./addresses";
import { KIND_NOUNS } from "./words";

const RESULTS_MAX = 8;

type Found = Pick<CatalogEntry, "project" | "kind" | "name" | "qualified" | "owner">;

/**
 * What the command palette finds: the search of the API, with the session of this page. A server action would wait for
 * others of the same browser; this does not.
 */
export const searchPalette: PaletteSearch = async (query, at) => {
  const params = new URLSearchParams({ q: query.slice(0, 256), limit: String(RESULTS_MAX) });
  const response = await fetch(withAt(`/api/v1/search?${params}`, at), {
    headers: { accept: "application/json" },
  });
  if (!response.ok) throw new Error(`search answered ${response.status}`);
  const { items } = (await response.json()) as { items: Found[] };
  return items.map((entry) => toResult(entry, at));
};

function toResult(entry: Found, at: string | null): PaletteResult {
  const [group] = entry.qualified.split(/[:/]/);
  return {
    href: withAt(entryHref(entry), at),
    label: entry.name,
    kind: KIND_NOUNS[entry.kind][0],
    detail: group === entry.name ? entry.project : group,
  };
}
