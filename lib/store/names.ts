import "server-only";
import type { Db } from "./client";

/** Latest version and lifecycle of groups, by name. */
export async function listGroupHeads(db: Db, projectId: string, names: readonly string[]) {
  const rows = await db.featureGroup.findMany({
    where: { projectId, name: { in: [...names] } },
    select: { id: true, name: true, latestVersion: true, lifecycle: true },
  });
  return new Map(rows.map((row) => [row.name, row]));
}

/** Team names by id. */
export async function listTeamNames(db: Db): Promise<Map<string, string>> {
  const rows = await db.team.findMany({ select: { id: true, name: true } });
  return new Map(rows.map((row) => [row.id, row.name]));
}
