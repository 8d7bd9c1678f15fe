import type { NavProject } from "@/components/shell/catalog-nav";
import { CATALOG_KINDS, type CatalogKind, type Facet, NONE } from "@/lib/core/search/query";

/** What people call a kind: one, many. */
export const KIND_NOUNS: Record<CatalogKind, readonly [singular: string, plural: string]> = {
  entity: ["entity", "entities"],
  source: ["source", "sources"],
  group: ["feature group", "feature groups"],
  feature: ["feature", "features"],
  service: ["service", "services"],
  consumer: ["consumer", "consumers"],
};

/** The section of a project that lists a kind. */
export const KIND_SECTIONS = {
  entity: "entities",
  source: "sources",
  group: "groups",
  feature: "features",
  service: "services",
  consumer: "consumers",
} as const satisfies Record<CatalogKind, string>;

export const KIND_TITLES: Record<CatalogKind, string> = {
  entity: "Entities",
  source: "Sources",
  group: "Feature groups",
  feature: "Features",
  service: "Services",
  consumer: "Consumers",
};

export const FACET_LABELS: Record<Facet, string> = {
  kind: "Kind",
  entity: "Entity",
  owner: "Owner",
  tag: "Tag",
  type: "Value type",
  computed: "How it is computed",
  online: "Online",
  lifecycle: "Lifecycle",
};

const NONE_LABELS: Record<Facet, string> = {
  kind: "no kind",
  entity: "no entity",
  owner: "no owner",
  tag: "no tag",
  type: "no value type",
  computed: "not computed",
  online: "not said",
  lifecycle: "no lifecycle",
};

/** How a feature comes about, in words. */
export const COMPUTATION_LABELS: Readonly<Record<string, string>> = {
  source: "column of a source",
  transform: "SQL transform",
  aggregation: "window aggregation",
  aggregations: "window aggregation",
  second_order: "second order",
  on_demand: "on demand",
};

const VALUE_LABELS: Partial<Record<Facet, Readonly<Record<string, string>>>> = {
  kind: Object.fromEntries(Object.entries(KIND_NOUNS).map(([kind, [singular]]) => [kind, singular])),
  computed: COMPUTATION_LABELS,
  online: { yes: "served online", no: "offline only" },
};

/** A value of a facet as a reader sees it; `-` is "has none". */
export function facetValueLabel(facet: Facet, value: string): string {
  return value === NONE ? NONE_LABELS[facet] : (VALUE_LABELS[facet]?.[value] ?? value);
}

/** A project as the sidebar shows it: its sections with how much each holds. */
export function navProject({
  name,
  counts,
}: {
  name: string;
  counts: Readonly<Record<string, number>>;
}): NavProject {
  return {
    name,
    counts: Object.fromEntries(CATALOG_KINDS.map((kind) => [KIND_SECTIONS[kind], counts[kind] ?? 0])),
  };
}
