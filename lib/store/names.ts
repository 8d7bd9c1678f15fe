import "server-only";
import { computationOf, type FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** Latest version, lifecycle, computation and join keys of groups, by name. */
export async function listGroupHeads(db: Db, projectId: string, names: readonly string[]) {
  const rows = await db.featureGroup.findMany({
    where: { projectId, name: { in: [...names] } },
    select: {
      id: true,
      name: true,
      latestVersion: true,
      lifecycle: true,
      definition: true,
      entity: { select: { joinKeys: { orderBy: { position: "asc" }, select: { name: true, type: true } } } },
    },
  });
  return new Map(
    rows.map(({ entity, definition, ...row }) => {
      const computation = computationOf(definition as unknown as FeatureGroupDefinition);
      return [row.name, { ...row, computation, joinKeys: entity.joinKeys }];
    }),
  );
}

/** Team names by id. */
export async function listTeamNames(db: Db): Promise<Map<string, string>> {
  const rows = await db.team.findMany({ select: { id: true, name: true } });
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Names of a project's feature services that are in use. */
export async function listServiceNames(db: Db, projectId: string): Promise<string[]> {
  const rows = await db.featureService.findMany({
    where: { projectId, lifecycle: { not: "retired" } },
    select: { name: true },
    orderBy: { name: "asc" },
    take: 1000,
  });
  return rows.map((row) => row.name);
}
