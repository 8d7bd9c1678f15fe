import "server-only";
import type { z } from "zod";
import type {
  ActivityItem,
  CatalogItem,
  Lineage,
  ProjectItem,
  SearchPage,
} from "@/lib/contracts/api/catalog";
import { notFound } from "@/lib/core/errors";
import type { CompatibilityMode } from "@/lib/core/model/definitions";
import type { CatalogEntry } from "@/lib/core/search/entry";
import type { SearchResult } from "@/lib/services/catalog/search";
import type { LineageView } from "@/lib/services/lineage/neighbours";
import type { AuditItem } from "@/lib/store/audit";
import type { CatalogPage } from "@/lib/store/catalog";
import type { ProjectSummary } from "@/lib/store/projects";
import { instantText } from "./instant";

export function projectWire(project: ProjectSummary): z.input<typeof ProjectItem> {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    owner: project.owner,
    // Safe: nothing but a checked document writes the column.
    compatibility: project.compatibility as CompatibilityMode | null,
    counts: project.counts,
    ownerless_count: project.ownerlessCount,
    created_at: instantText(project.createdAt),
  };
}

export function entryWire(entry: CatalogEntry): z.input<typeof CatalogItem> {
  return {
    id: entry.id,
    project: entry.project,
    kind: entry.kind,
    name: entry.name,
    qualified: entry.qualified,
    description: entry.description,
    entity: entry.entity,
    owner: entry.owner,
    tags: entry.tags,
    type: entry.valueType,
    computed: entry.computation,
    online: entry.online,
    lifecycle: entry.lifecycle,
    facts: entry.facts,
    updated_at: instantText(entry.updatedAt),
  };
}

export function entryPageWire(page: CatalogPage) {
  return { items: page.items.map(entryWire), next: page.next, total: page.total };
}

export function searchWire(result: SearchResult): z.input<typeof SearchPage> {
  return {
    items: result.items.map(entryWire),
    next: result.next,
    total: result.total,
    facets: result.facets,
    partial: result.partial,
    unknown_filters: result.query.unknown,
  };
}

export function activityWire(item: AuditItem): z.input<typeof ActivityItem> {
  return {
    seq: item.seq,
    at: instantText(item.at),
    // Safe: the audit log is written by AuditActor alone.
    actor: {
      kind: item.actorKind as "person" | "token" | "system",
      id: item.actorId,
      name: item.actorName,
    },
    action: item.action,
    project: item.project,
    target: { kind: item.targetKind, id: item.targetId, name: item.targetName },
    details: item.details,
  };
}

/** Ends of edges that the project does not hold are left out, and a node that it does not hold is not found. */
export function lineageWire(view: LineageView, centre: string): z.input<typeof Lineage> {
  const shown = new Set(view.nodes.map((node) => node.id));
  if (!shown.has(centre)) throw notFound(`Node ${centre}`);
  return {
    centre,
    nodes: view.nodes.map(({ id, kind, name, qualified, owner, lifecycle, more }) => ({
      id,
      kind,
      name,
      qualified,
      owner,
      lifecycle,
      more: { up: more.up, down: more.down },
    })),
    edges: view.edges
      .filter((edge) => shown.has(edge.from) && shown.has(edge.to))
      // Safe: edges are written by us, as objects.
      .map(({ from, to, details }) => ({ from, to, details: details as Record<string, unknown> })),
  };
}
