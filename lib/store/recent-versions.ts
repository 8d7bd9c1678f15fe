import "server-only";
import type { Db } from "./client";
import { readCursor, writeCursor } from "./cursor";

export interface RecentVersion {
  id: string;
  project: string;
  group: string;
  number: number;
  level: string;
  message: string | null;
  createdBy: string;
  createdAt: Date;
  owner: string | null;
  featureCount: number;
}

/** Published versions, newest first, by key. */
export async function listRecentVersions(
  db: Db,
  {
    projectIds,
    limit,
    cursor,
    cursorKey,
  }: { projectIds: readonly string[]; limit: number; cursor: string | null; cursorKey: string },
): Promise<{ items: RecentVersion[]; next: string | null }> {
  const after = cursor === null ? null : readCursor(cursor, "versions", cursorKey);
  const afterAt = after === null ? null : new Date(String(after.value));
  const rows = await db.$queryRaw<RecentVersion[]>`
    SELECT v.id, p.name AS project, g.name AS group, v.number, v.level, v.message, v.created_by AS "createdBy",
      v.created_at AS "createdAt", t.name AS owner,
      (SELECT count(*)::int FROM version_feature f WHERE f.version_id = v.id) AS "featureCount"
    FROM feature_group_version v JOIN feature_group g ON g.id = v.group_id JOIN project p ON p.id = g.project_id
    LEFT JOIN team t ON t.id = g.owner_team_id
    WHERE p.id = ANY (${[...projectIds]}::uuid[])
      AND (${afterAt}::timestamptz IS NULL OR (v.created_at, v.id) < (${afterAt}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY v.created_at DESC, v.id DESC LIMIT ${limit + 1}`;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next =
    rows.length > limit && last
      ? writeCursor({ order: "versions", value: last.createdAt.toISOString(), id: last.id }, cursorKey)
      : null;
  return { items, next };
}

export async function countVersions(db: Db, projectId: string): Promise<number> {
  return await db.featureGroupVersion.count({ where: { group: { projectId } } });
}
