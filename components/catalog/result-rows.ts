import type { TableCell, TableRow } from "@/components/table/columns";
import { LIFECYCLES } from "@/lib/core/model/definitions";
import type { CatalogEntry } from "@/lib/core/search/entry";
import type { CatalogKind } from "@/lib/core/search/query";
import { formatDeclaredDuration } from "@/lib/format/duration";
import { entryHref, objectHref, teamHref, withAt } from "./addresses";
import { COMPUTATION_LABELS, KIND_NOUNS } from "./words";

/** A row for one entry, for the columns of {@link resultColumns}. `kind` null: the list holds every kind. */
export function resultRow(entry: CatalogEntry, kind: CatalogKind | null, at: string | null): TableRow {
  const href = withAt(entryHref(entry), at);
  return {
    id: entry.id,
    href,
    cells: {
      name: nameCell(entry, kind, href),
      description: entry.description ? { text: plainLine(entry.description), tip: entry.description } : null,
      kind: KIND_NOUNS[entry.kind][0],
      type: entry.valueType,
      owner: entry.owner === null ? null : { text: entry.owner, href: withAt(teamHref(entry.owner), at) },
      entity:
        entry.entity === null
          ? null
          : { text: entry.entity, href: withAt(objectHref(entry.project, "entity", entry.entity), at) },
      tags: entry.tags,
      updated: entry.updatedAt.toISOString(),
      lifecycle: entry.lifecycle,
      computed: entry.computation && (COMPUTATION_LABELS[entry.computation] ?? entry.computation),
      online: entry.online,
      ...factCells(entry, at),
    },
  };
}

function nameCell(entry: CatalogEntry, kind: CatalogKind | null, href: string): TableCell {
  const { version, group, service } = entry.facts;
  // In a list of one kind it has a column of its own.
  const home = kind !== null ? null : entry.kind === "feature" ? group : service;
  return {
    text: entry.name,
    href,
    copy: entry.kind === "feature" ? entry.qualified : entry.name,
    lifecycle: LIFECYCLES.find((known) => known === entry.lifecycle && known !== "active"),
    version: entry.kind === "group" && kind !== null && typeof version === "number" ? version : undefined,
    detail: typeof home === "string" ? home : undefined,
  };
}

type Facts = CatalogEntry["facts"];

function factCells({ kind, project, facts }: CatalogEntry, at: string | null): Record<string, TableCell> {
  switch (kind) {
    case "entity":
      return {
        join_keys: Array.isArray(facts.join_keys) ? joinKeys(facts.join_keys) : null,
        parent: linked(facts.parent, (name) => withAt(objectHref(project, "entity", name), at)),
        groups: number(facts.groups),
      };
    case "source":
      return {
        path: word(facts.path),
        event_time: word(facts.event_time),
        columns: number(facts.columns),
        groups: number(facts.groups),
        source_type: word(facts.type),
        format: word(facts.format),
      };
    case "group":
      return {
        features: number(facts.features),
        consumers: number(facts.consumers),
        ttl: typeof facts.ttl === "string" ? formatDeclaredDuration(facts.ttl) : null,
        source: word(facts.source),
      };
    case "feature":
      return {
        group: linked(facts.group, (name) => withAt(objectHref(project, "group", name), at)),
        unit: word(facts.unit),
        expression: word(facts.expression),
        interval: typeof facts.interval === "string" ? formatDeclaredDuration(facts.interval) : null,
      };
    case "service":
      return { pins: number(facts.pins), groups: number(facts.groups), consumers: number(facts.consumers) };
    case "consumer":
      return {
        consumer_type: word(facts.type),
        service: linked(facts.service, (name) => withAt(objectHref(project, "service", name), at)),
        uses: facts.uses === "both" ? "training and serving" : word(facts.uses),
        reads:
          facts.reads === "by_name" ? "name" : facts.reads === "positional" ? "position" : word(facts.reads),
      };
  }
}

/** Names in the cell, types on hover: `origin string` is a key and its type. */
function joinKeys(keys: readonly string[]): TableCell {
  return { text: keys.map((key) => key.split(" ")[0]).join(", "), tip: keys.join("\n") };
}

function number(fact: Facts[string] | undefined): number | null {
  return typeof fact === "number" ? fact : null;
}

function word(fact: Facts[string] | undefined): string | null {
  return typeof fact === "string" && fact !== "" ? fact : null;
}

function linked(fact: Facts[string] | undefined, href: (name: string) => string): TableCell {
  return typeof fact === "string" ? { text: fact, href: href(fact) } : null;
}

/** A description as one line of a table: its first paragraph, without the signs of its formatting. */
function plainLine(text: string): string {
  const [first = ""] = text.trim().split(/\n\s*\n/);
  return first
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`#>]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
