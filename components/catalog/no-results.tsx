import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import type { CatalogKind, Facet } from "@/lib/core/search/query";
import { withAt } from "./addresses";
import { activeFilters, clearHref, placeHref, type SearchPlace } from "./search-place";
import { KIND_NOUNS } from "./words";

const WHAT_IT_IS: Record<CatalogKind, string> = {
  entity:
    "An entity is what features describe: an airport, a route, a customer. Its join keys identify one of them.",
  source:
    "A source is where raw rows live: Parquet or CSV files, with the columns that say when a row became true.",
  group: "A feature group holds features of one entity that are computed together. It has numbered versions.",
  feature: "A feature is one typed column of a feature group.",
  service:
    "A feature service is a named set of features, pinned to versions, that a model or a dashboard reads.",
  consumer: "A consumer is a model, service, dashboard or job that reads a feature service.",
};

/** Nothing found, or nothing there yet: why, and what to do about it. */
export function NoResults({
  place,
  kind,
  project,
  hidden,
}: {
  place: SearchPlace;
  kind: CatalogKind | null;
  project: string | null;
  hidden: readonly Facet[];
}): ReactNode {
  const filters = activeFilters(place, hidden);
  const words = place.query.terms.join(" ");
  if (filters.length === 0 && words === "") return <NothingYet kind={kind} project={project} />;
  return (
    <EmptyState
      title={words === "" ? "Nothing has all of these filters" : `Nothing matches “${words}”`}
      action={
        <>
          {filters.length > 0 ? (
            <LinkButton href={clearHref(place, hidden)}>
              {words === "" ? "Clear all filters" : "Search without filters"}
            </LinkButton>
          ) : null}
          {words !== "" ? <LinkButton href={placeHref(place, { q: "" })}>Clear the words</LinkButton> : null}
          {kind !== null && words !== "" ? (
            <LinkButton href={withAt(`/search?${new URLSearchParams({ q: words })}`, place.at)}>
              Search the whole catalog
            </LinkButton>
          ) : null}
        </>
      }
    >
      Words are looked for in names, descriptions, entities, owners and tags. A filter can be written too:{" "}
      <code>owner:ops_analytics</code>, <code>-tag:raw</code>, or <code>owner:-</code> for what nobody owns.
    </EmptyState>
  );
}

function NothingYet({ kind, project }: { kind: CatalogKind | null; project: string | null }) {
  return (
    <EmptyState
      title={
        kind === null
          ? "The catalog is empty"
          : `No ${KIND_NOUNS[kind][1]} ${project === null ? "" : `in ${project} `}yet`
      }
    >
      {kind === null ? null : <p>{WHAT_IT_IS[kind]}</p>}
      <p>
        Definitions are YAML files. <code>asof plan DIR</code> shows what they would change,{" "}
        <code>asof apply DIR</code> publishes them.
      </p>
    </EmptyState>
  );
}
