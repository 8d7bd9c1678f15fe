import "server-only";
import type { EntryFacts } from "@/lib/core/definitions/entries";
import { objectKey } from "@/lib/core/definitions/set";
import type { Lifecycle } from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** Ids, versions and lifecycles of everything in a project: what its catalog and lineage are built with. */
export async function loadEntryFacts(db: Db, projectId: string): Promise<EntryFacts> {
  const where = { projectId };
  const [entities, sources, groups, services, consumers, features] = await Promise.all([
    db.entity.findMany({ where, select: { id: true, name: true, retiredAt: true } }),
    db.source.findMany({ where, select: { id: true, name: true, retiredAt: true } }),
    db.featureGroup.findMany({
      where,
      select: {
        id: true,
        name: true,
        lifecycle: true,
        latestVersion: true,
        versions: { select: { number: true, level: true } },
      },
    }),
    db.featureService.findMany({ where, select: { id: true, name: true, lifecycle: true } }),
    db.consumer.findMany({
      where: { service: where },
      select: { id: true, name: true, service: { select: { name: true } } },
    }),
    db.feature.findMany({
      where: { group: where, droppedVersion: null },
      select: { id: true, name: true, firstVersion: true, group: { select: { name: true } } },
    }),
  ]);
  const ids = new Map<string, string>();
  const lifecycles = new Map<string, Lifecycle>();
  const add = (
    kind: "entity" | "source" | "feature_group" | "feature_service",
    row: { id: string; name: string },
    lifecycle: string | null,
  ) => {
    ids.set(objectKey({ kind, name: row.name }), row.id);
    if (lifecycle !== null) lifecycles.set(objectKey({ kind, name: row.name }), lifecycle as Lifecycle);
  };
  for (const row of entities) add("entity", row, row.retiredAt ? "retired" : null);
  for (const row of sources) add("source", row, row.retiredAt ? "retired" : null);
  for (const row of groups) add("feature_group", row, row.lifecycle);
  for (const row of services) add("feature_service", row, row.lifecycle);
  const featureIds = new Map<string, Map<string, string>>();
  for (const { id, name, group } of features) {
    const byName = featureIds.get(group.name) ?? new Map<string, string>();
    featureIds.set(group.name, byName.set(name, id));
  }
  return {
    ids,
    lifecycles,
    featureIds,
    firstVersions: new Map(features.map((feature) => [feature.id, feature.firstVersion])),
    consumerIds: new Map(consumers.map((row) => [`${row.service.name}/${row.name}`, row.id])),
    versions: new Map(
      groups.map((group) => {
        const level =
          group.versions.find((version) => version.number === group.latestVersion)?.level ?? "minor";
        return [group.name, { number: group.latestVersion, level }];
      }),
    ),
  };
}
