export const CATALOG_SECTIONS = [
  { key: "entities", label: "Entities", keys: "g e" },
  { key: "groups", label: "Feature groups", keys: "g g" },
  { key: "features", label: "Features", keys: "g f" },
  { key: "sources", label: "Sources", keys: "g r" },
  { key: "services", label: "Services", keys: "g v" },
  { key: "consumers", label: "Consumers", keys: "g c" },
  { key: "owners", label: "Owners", keys: "g o" },
  { key: "versions", label: "Versions", keys: "g n" },
  { key: "lineage", label: "Lineage", keys: "g l" },
  { key: "activity", label: "Activity", keys: "g a" },
] as const;

export type CatalogSection = (typeof CATALOG_SECTIONS)[number]["key"];

export interface NavProject {
  name: string;
  counts?: Partial<Record<CatalogSection, number>>;
}

export interface NavItem {
  href: string;
  label: string;
  /** The key or sequence that goes there. */
  keys: string;
  count?: number;
  /** Shown at the right when there is no count. */
  hint?: string;
}

export interface NavGroup {
  label: string | null;
  items: NavItem[];
}

/** The sidebar for a project; without one, only what does not need it. */
export function navFor(project: NavProject | null): NavGroup[] {
  const top: NavGroup = {
    label: null,
    items: [
      { href: "/", label: "Home", keys: "g h" },
      { href: "/search", label: "Search", keys: "g s", hint: "/" },
    ],
  };
  if (!project) return [top];
  top.items.push(
    { href: `/p/${project.name}/datasets/preview`, label: "Preview", keys: "g p" },
    { href: `/p/${project.name}/datasets`, label: "Datasets", keys: "g d" },
    { href: `/p/${project.name}/materializations`, label: "Materialization", keys: "g m" },
  );
  const items = CATALOG_SECTIONS.map((section) => ({
    href: `/p/${project.name}/${section.key}`,
    label: section.label,
    keys: section.keys,
    count: project.counts?.[section.key],
  }));
  return [top, { label: "Catalog", items }];
}

/** The project that a path is about: the one it names, else the one given as fallback. */
export function projectAt(
  pathname: string,
  projects: readonly NavProject[],
  fallback: string | null,
): NavProject | null {
  const named = /^\/p\/([^/]+)/.exec(pathname)?.[1];
  const find = (name: string | null | undefined) => projects.find((project) => project.name === name);
  return find(named) ?? find(fallback) ?? projects[0] ?? null;
}

/** Whether an item of the sidebar stands for the page at a path. */
export function isCurrent(href: string, pathname: string): boolean {
  // Preview lies below the datasets and has an item of its own.
  if (href.endsWith("/datasets") && pathname === `${href}/preview`) return false;
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
