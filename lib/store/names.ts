import "server-only";
import type { Db } from "./client";

/** Latest version, lifecycle and join keys of groups, by name. */
export async function listGroupHeads(db: Db, projectId: string, names: readonly string[]) {
  const rows = await db.featureGroup.findMany({
    where: { projectId, name: { in: [...names] } },
    select: {
      id: true,
      name: true,
      latestVersion: true,
      lifecycle: true,
      entity: { select: { joinKeys: { orderBy: { position: "asc" }, select: { name: true, type: true } } } },
    },
  });
  return new Map(rows.map(({ entity, ...row }) => [row.name, { ...row, joinKeys: entity.joinKeys }]));
}

/** Team names by id. */
export async function listTeamNames(db: Db): Promise<Map<string, string>> {
  const rows = await db.team.findMany({ select: { id: true, name: true } });
  return new Map(rows.map((row) => [row.id, row.name]));
}
