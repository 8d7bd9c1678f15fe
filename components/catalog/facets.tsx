import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { Icon } from "@/components/ui/icon";
import type { FacetCount } from "@/lib/core/search/entry";
import { type Facet, NONE } from "@/lib/core/search/query";
import { formatCount } from "@/lib/format/number";
import { clearHref, type SearchPlace, toggleHref } from "./search-place";
import type { ShownFacet } from "./shown-facets";
import { FACET_LABELS, facetValueLabel } from "./words";

/** How many values of a facet stand open; the rest is one click away. */
const OPEN_MAX = 7;

/** What a search can be narrowed by, each value with how many entries it would leave. Links only: a value is a page. */
export function Facets({
  place,
  shown,
  hidden,
  isFiltered,
}: {
  place: SearchPlace;
  shown: readonly ShownFacet[];
  /** Facets that the page itself fixes. */
  hidden: readonly Facet[];
  isFiltered: boolean;
}) {
  return (
    <div className="flex flex-col gap-4">
      {isFiltered ? (
        <Link
          href={clearHref(place, hidden)}
          prefetch={false}
          className="-mb-1 self-start text-second text-sm underline underline-offset-2 hover:text-ink"
        >
          Clear all filters
        </Link>
      ) : null}
      {shown.map(({ facet, values, chosen }) => (
        <section key={facet} aria-labelledby={`facet-${facet}`}>
          <h2 id={`facet-${facet}`} className="px-1.5 pb-1 text-sm text-third">
            {FACET_LABELS[facet]}
          </h2>
          <FacetValues facet={facet} values={values} chosen={chosen} place={place} />
        </section>
      ))}
    </div>
  );
}

function FacetValues({
  facet,
  values,
  chosen,
  place,
}: {
  facet: Facet;
  values: readonly FacetCount[];
  chosen: readonly string[];
  place: SearchPlace;
}) {
  const rest = values.slice(OPEN_MAX);
  const list = (part: readonly FacetCount[]) => (
    <ul className="flex flex-col">
      {part.map((entry) => (
        <li key={entry.value}>
          <FacetLink
            facet={facet}
            entry={entry}
            isOn={chosen.includes(entry.value)}
            href={toggleHref(place, facet, entry.value)}
          />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {list(values.slice(0, OPEN_MAX))}
      {rest.length > 0 ? (
        <details open={rest.some((entry) => chosen.includes(entry.value))}>
          <summary className="flex h-6 list-none items-center rounded-chip px-1.5 text-sm text-third hover:text-ink">
            {formatCount(rest.length)} more
          </summary>
          <div className="max-h-72 overflow-y-auto">{list(rest)}</div>
        </details>
      ) : null}
    </>
  );
}

function FacetLink({
  facet,
  entry,
  isOn,
  href,
}: {
  facet: Facet;
  entry: FacetCount;
  isOn: boolean;
  href: string;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-current={isOn ? "true" : undefined}
      className={cx(
        "flex min-h-6 items-center gap-2 rounded-chip px-1.5 no-underline hover:bg-hover focus-visible:rounded-chip pointer-coarse:min-h-10",
        isOn ? "font-medium text-ink" : "text-second hover:text-ink",
      )}
    >
      <span
        aria-hidden="true"
        className={cx(
          "flex size-3.5 shrink-0 items-center justify-center rounded-[4px] border",
          isOn ? "border-accent bg-accent text-page" : "border-field bg-page",
        )}
      >
        {isOn ? <Icon name="check" size={11} /> : null}
      </span>
      <span className={cx("min-w-0 flex-1 truncate", entry.value === NONE && "italic")}>
        {facetValueLabel(facet, entry.value)}
      </span>
      <span className="text-sm text-third">{formatCount(entry.count)}</span>
    </Link>
  );
}
