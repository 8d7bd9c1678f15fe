import "server-only";
import { Prisma } from "@/generated/prisma/client";
import type { Db } from "./client";
import { type Position, readCursor, writeCursor } from "./cursor";

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

export interface VersionPage {
  items: RecentVersion[];
  /** Cursors of the older and of the newer page; null where there is none. */
  next: string | null;
  previous: string | null;
}

const ORDER = "versions";

/** Published versions, newest first, by key. */
export async function listRecentVersions(
  db: Db,
  {
    projectIds,
    limit,
    cursor,
    cursorKey,
  }: { projectIds: readonly string[]; limit: number; cursor: string | null; cursorKey: string },
): Promise<VersionPage> {
  const from = cursor === null ? null : readCursor(cursor, ORDER, cursorKey);
  const isBackward = from?.isBackward ?? false;
  const rows = await db.$queryRaw<RecentVersion[]>`
    SELECT v.id, p.name AS project, g.name AS group, v.number, v.level, v.message, v.created_by AS "createdBy",
      v.created_at AS "createdAt", t.name AS owner,
      (SELECT count(*)::int FROM version_feature f WHERE f.version_id = v.id) AS "featureCount"
    FROM feature_group_version v JOIN feature_group g ON g.id = v.group_id JOIN project p ON p.id = g.project_id
    LEFT JOIN team t ON t.id = g.owner_team_id
    WHERE p.id = ANY (${[...projectIds]}::uuid[]) AND ${beyond(from)}
    ORDER BY ${isBackward ? Prisma.sql`v.created_at, v.id` : Prisma.sql`v.created_at DESC, v.id DESC`}
    LIMIT ${limit + 1}`;
  const hasMore = rows.length > limit;
  const items = rows.slice(0, limit);
  if (isBackward) items.reverse();
  const cursorAt = (row: RecentVersion | undefined, backward: boolean) =>
    row
      ? writeCursor(
          { order: ORDER, value: row.createdAt.toISOString(), id: row.id, isBackward: backward },
          cursorKey,
        )
      : null;
  return {
    items,
    // The row that a cursor names lies on the other side of the page it asks for.
    next: isBackward || hasMore ? cursorAt(items.at(-1), false) : null,
    previous: (isBackward ? hasMore : from !== null) ? cursorAt(items[0], true) : null,
  };
}

/** Versions on the far side of a position. */
function beyond(from: Position | null): Prisma.Sql {
  if (from === null) return Prisma.sql`true`;
  const position = Prisma.sql`(${new Date(String(from.value))}::timestamptz, ${from.id}::uuid)`;
  return from.isBackward
    ? Prisma.sql`(v.created_at, v.id) > ${position}`
    : Prisma.sql`(v.created_at, v.id) < ${position}`;
}

export async function countVersions(db: Db, projectId: string): Promise<number> {
  return await db.featureGroupVersion.count({ where: { group: { projectId } } });
}
