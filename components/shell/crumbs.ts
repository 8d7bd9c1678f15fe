import type { Crumb } from "@/components/ui/breadcrumbs";
import { CATALOG_SECTIONS } from "./catalog-nav";

const TITLES: Record<string, string> = {
  changes: "Changes",
  materializations: "Materialization",
  datasets: "Datasets",
  monitoring: "Monitoring",
  people: "People",
  search: "Search",
  settings: "Settings",
  teams: "Teams",
  ...Object.fromEntries(CATALOG_SECTIONS.map((section) => [section.key, section.label])),
};

/**
 * The steps to a page, read from its path: `/p/flights/groups/airport_load/versions` is flights / Feature groups /
 * airport_load. A tab is not a step, except below features, which have pages of their own.
 */
export function crumbsOf(pathname: string): Crumb[] {
  const segments = pathname.split("/").filter(Boolean).map(decoded);
  if (segments.length === 0) return [{ label: "Home", href: "/" }];
  const [first = "", second, ...rest] = segments;
  if (first === "p" && second !== undefined) return projectCrumbs(second, rest);
  const crumbs = [{ label: TITLES[first] ?? first, href: `/${first}` }];
  if (second !== undefined && first !== "people") {
    crumbs.push({
      label: first === "changes" ? `#${second}` : titled(second, first),
      href: `/${first}/${second}`,
    });
  }
  return crumbs;
}

function projectCrumbs(project: string, [section, name, tab, feature]: string[]): Crumb[] {
  const root = `/p/${project}`;
  const crumbs = [{ label: project, href: root }];
  if (section === undefined) return crumbs;
  if (section === "datasets" && name === "preview")
    return [...crumbs, { label: "Preview", href: `${root}/datasets/preview` }];
  crumbs.push({ label: TITLES[section] ?? section, href: `${root}/${section}` });
  if (name === undefined) return crumbs;
  const label = labelOf(section, name);
  crumbs.push({ label, href: `${root}/${section}/${name}` });
  if (tab === "features" && feature !== undefined) {
    crumbs.push({ label: feature, href: `${root}/${section}/${name}/features/${feature}` });
  }
  return crumbs;
}

function titled(segment: string, parent: string): string {
  return parent === "settings" ? segment.charAt(0).toUpperCase() + segment.slice(1) : segment;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** What a thing of a section is called: by its name, where it has one that people know. */
function labelOf(section: string, name: string): string {
  if (section === "materializations") return `Run ${name.slice(-6)}`;
  return section === "datasets" && name === "new" ? "New" : name;
}
