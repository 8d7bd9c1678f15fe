import type { CatalogEntry } from "@/lib/core/search/entry";
import type { CatalogKind } from "@/lib/core/search/query";
import { KIND_SECTIONS } from "./words";

/** A page of the catalog at the moment that the reader looks at; `at` null = now. */
export function withAt(href: string, at: string | null): string {
  if (at === null) return href;
  const [path = "", fragment] = href.split("#");
  const joined = `${path}${path.includes("?") ? "&" : "?"}at=${encodeURIComponent(at)}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

/** The past moment that an address asks for (`?at=`), RFC 3339; without a zone it is UTC. `null` = none, so now. */
export function pastMoment(at: string | null): string | null {
  if (at === null) return null;
  const moment = new Date(/T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(at) ? `${at}Z` : at);
  return Number.isNaN(moment.getTime()) || moment.getTime() > Date.now() ? null : moment.toISOString();
}

/** Whether a page can show the past. Catalog and teams can; accounts are about now, and previews join today's definitions. */
export function showsPast(path: string): boolean {
  return (
    /^\/(p|search|teams)(\/|$)/.test(path) && !/^\/p\/[^/]+\/(datasets|groups\/[^/]+)\/preview$/.test(path)
  );
}

/** The page of an entry. A consumer is shown on the page of the service that it reads. */
export function entryHref(entry: Pick<CatalogEntry, "project" | "kind" | "name" | "qualified">): string {
  const { project, kind, name, qualified } = entry;
  if (kind === "feature") {
    const [group = ""] = qualified.split(":");
    return `/p/${project}/groups/${group}/features/${name}`;
  }
  if (kind === "consumer") {
    const [service = ""] = qualified.split("/");
    return `/p/${project}/services/${service}#consumers`;
  }
  return objectHref(project, kind, name);
}

export function objectHref(
  project: string,
  kind: Exclude<CatalogKind, "feature" | "consumer">,
  name: string,
): string {
  return `/p/${project}/${KIND_SECTIONS[kind]}/${name}`;
}

export function teamHref(team: string): string {
  return `/teams/${team}`;
}

/** The entries of a project that have this value of a facet. */
export function filteredHref(project: string, section: string, facet: string, value: string): string {
  return `/p/${project}/${section}?${new URLSearchParams({ [facet]: value })}`;
}
