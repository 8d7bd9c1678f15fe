import "server-only";
import type { Db } from "./client";

export interface LaggingPin {
  project: string;
  service: string;
  group: string;
  version: number;
  latestVersion: number;
}

const ROWS_MAX = 20;

/** Pins to a version that is not the latest, of services that the given teams own (`null` = all). */
export async function listLaggingPins(
  db: Db,
  projectIds: readonly string[] | null,
  teamIds: readonly string[] | null,
): Promise<LaggingPin[]> {
  return await db.$queryRaw<LaggingPin[]>`
    SELECT p.name AS project, s.name AS service, g.name AS group, x.version, g.latest_version AS "latestVersion"
    FROM service_pin x JOIN feature_service s ON s.id = x.service_id JOIN feature_group g ON g.id = x.group_id
    JOIN project p ON p.id = s.project_id
    WHERE x.version < g.latest_version AND s.lifecycle <> 'retired'
      AND (${projectIds}::uuid[] IS NULL OR p.id = ANY (${projectIds}::uuid[]))
      AND (${teamIds}::uuid[] IS NULL OR s.owner_team_id = ANY (${teamIds}::uuid[]))
    ORDER BY p.name, s.name, g.name LIMIT ${ROWS_MAX}`;
}

export async function listExpiringTokens(db: Db, personId: string | null, before: Date) {
  if (personId === null) return [];
  return await db.apiToken.findMany({
    where: { personId, revokedAt: null, expiresAt: { lt: before } },
    select: { name: true, expiresAt: true },
    orderBy: { expiresAt: "asc" },
    take: ROWS_MAX,
  });
}
