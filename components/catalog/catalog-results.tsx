import type { ReactNode } from "react";
import { DataTable } from "@/components/table/data-table";
import { buttonClass } from "@/components/ui/button";
import { Count } from "@/components/ui/count";
import { Icon } from "@/components/ui/icon";
import { formatSearchParams, type IgnoredParam, PAGE_SIZE } from "@/lib/contracts/search";
import type { CatalogEntry, FacetCounts } from "@/lib/core/search/entry";
import type { CatalogKind, Facet } from "@/lib/core/search/query";
import { ActiveFilters } from "./active-filters";
import { withAt } from "./addresses";
import { Facets } from "./facets";
import { FILTERS_ID, FilterPanel } from "./filter-panel";
import { NoResults } from "./no-results";
import { resultColumns } from "./result-columns";
import { resultRow } from "./result-rows";
import { SearchForm } from "./search-form";
import { activeFilters, placeHref, type SearchPlace } from "./search-place";
import { shownFacets } from "./shown-facets";
import { KIND_NOUNS, KIND_TITLES } from "./words";

export interface CatalogResultsProps {
  place: SearchPlace;
  /** One page of a search. */
  results: {
    items: readonly CatalogEntry[];
    next: string | null;
    previous: string | null;
    total: number;
    facets: FacetCounts;
    partial: boolean;
  };
  /** What the page lists; `null` = everything. */
  kind: CatalogKind | null;
  /** The project that the page is about; `null` = all projects. */
  project: string | null;
  /** Parts of the address that could not be used. */
  ignored: readonly IgnoredParam[];
  /** Above the facets: other ways to narrow. */
  scope?: ReactNode;
  now: string;
}

/** Entries of the catalog: words, facets, filters that are on, and the table. Everything on it is a link or a form. */
export function CatalogResults({ place, results, kind, project, ignored, scope, now }: CatalogResultsProps) {
  const hidden: readonly Facet[] = kind === null ? [] : ["kind"];
  const active = activeFilters(place, hidden);
  const what = kind === null ? "the catalog" : KIND_NOUNS[kind][1];
  const facets = shownFacets(place, results.facets, hidden);
  const canNarrow = facets.length > 0 || scope != null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-60 flex-1">
          <SearchForm place={place} label={`Search ${what}`} placeholder={placeholderOf(kind)} />
        </div>
        {canNarrow ? (
          <button
            type="button"
            popoverTarget={FILTERS_ID}
            className={buttonClass({ variant: "secondary" }, "h-8! pointer-coarse:h-10! lg:hidden")}
          >
            Filters
            {active.length > 0 ? <Count value={active.length} /> : null}
          </button>
        ) : null}
      </div>
      <Notes place={place} partial={results.partial && results.total > 0} ignored={ignored} />
      <div className="flex items-start gap-7">
        {canNarrow ? (
          <FilterPanel>
            {scope}
            <Facets place={place} shown={facets} hidden={hidden} isFiltered={active.length > 0} />
          </FilterPanel>
        ) : null}
        <div className="min-w-0 flex-1">
          <DataTable
            id={kind ?? "search"}
            label={kind === null ? "Search results" : KIND_TITLES[kind]}
            columns={resultColumns(kind)}
            rows={results.items.map((entry) => resultRow(entry, kind, place.at))}
            now={now}
            total={results.total}
            noun={kind === null ? ["entry", "entries"] : KIND_NOUNS[kind]}
            defaultSort={place.query.terms.length > 0 ? undefined : "name"}
            paging={{
              previous: results.previous && placeHref(place, { cursor: results.previous }),
              next: results.next && placeHref(place, { cursor: results.next }),
            }}
            selectable
            csvHref={csvHref(place, kind, project)}
            toolbar={active.length > 0 ? <ActiveFilters place={place} hidden={hidden} /> : undefined}
            empty={<NoResults place={place} kind={kind} project={project} hidden={hidden} />}
          />
        </div>
      </div>
    </div>
  );
}

function placeholderOf(kind: CatalogKind | null): string {
  return kind === null || kind === "feature"
    ? "Words, or owner:ops_analytics type:float64"
    : "Words, or owner:ops_analytics tag:raw";
}

/** What a reader has to know about how the results came about. */
function Notes({
  place,
  partial,
  ignored,
}: {
  place: SearchPlace;
  partial: boolean;
  ignored: readonly IgnoredParam[];
}) {
  const notes = [
    ...(partial ? ["No entry has all words; showing entries with some of them."] : []),
    ...place.query.unknown.map((word) => `“${word}:” is not a filter; it was searched as a word.`),
    ...ignored.map(({ name, message }) => `“${name}” in the address was left out: ${message}.`),
  ];
  if (notes.length === 0) return null;
  return (
    <ul role="status" className="flex flex-col gap-0.5">
      {notes.map((note) => (
        <li key={note} className="flex items-start gap-1.5 text-second">
          <Icon name="info" size={13} className="mt-[3px] text-third" />
          {note}
        </li>
      ))}
    </ul>
  );
}

/** The whole result as a file, not only the page. */
function csvHref(place: SearchPlace, kind: CatalogKind | null, project: string | null): string {
  const params = formatSearchParams({ ...place.input, project, cursor: null, limit: PAGE_SIZE });
  if (kind !== null) params.append("kind", kind);
  return withAt(`/search/csv?${new URLSearchParams({ of: params.toString() })}`, place.at);
}
