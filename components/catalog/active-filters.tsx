import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import type { Facet } from "@/lib/core/search/query";
import { activeFilters, removeHref, type SearchPlace } from "./search-place";
import { FACET_LABELS, facetValueLabel } from "./words";

/** The filters that are on, each a link that takes it away. */
export function ActiveFilters({ place, hidden }: { place: SearchPlace; hidden: readonly Facet[] }) {
  const active = activeFilters(place, hidden);
  if (active.length === 0) return null;
  return (
    <ul aria-label="Active filters" className="flex min-w-0 flex-wrap gap-1.5">
      {active.map((filter) => (
        <li key={`${filter.facet}:${filter.negated}:${filter.value}`} className="max-w-full">
          <Link
            href={removeHref(place, filter)}
            prefetch={false}
            scroll={false}
            className="inline-flex h-6 max-w-full items-center gap-1.5 rounded-chip bg-accent-tint pr-1.5 pl-2 text-sm no-underline hover:underline focus-visible:rounded-chip pointer-coarse:h-9"
          >
            <span className="sr-only">Remove the filter </span>
            <span className="truncate text-ink">
              <span className="text-second">
                {FACET_LABELS[filter.facet].toLowerCase()} {filter.negated ? "is not " : ""}
              </span>
              {facetValueLabel(filter.facet, filter.value)}
            </span>
            <Icon name="close" size={11} className="text-second" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
