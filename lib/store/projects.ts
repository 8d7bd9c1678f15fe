import "server-only";
import type { Db } from "./client";

export interface ProjectRow {
  id: string;
  name: string;
  description: string | null;
  ownerTeamId: string | null;
  compatibility: string | null;
  createdAt: Date;
}

export interface ProjectSummary extends ProjectRow {
  owner: string | null;
  /** Entries by kind. */
  counts: Record<string, number>;
  /** Entries that no team owns. */
  ownerlessCount: number;
}

const COLUMNS = {
  id: true,
  name: true,
  description: true,
  ownerTeamId: true,
  compatibility: true,
  createdAt: true,
} as const;

export async function findProject(db: Db, name: string): Promise<ProjectRow | null> {
  return await db.project.findUnique({ where: { name }, select: COLUMNS });
}

/** Projects by name. `ids` null = all. */
export async function listProjects(db: Db, ids: readonly string[] | null): Promise<ProjectRow[]> {
  const where = ids === null ? {} : { id: { in: [...ids] } };
  return await db.project.findMany({ where, select: COLUMNS, orderBy: { name: "asc" } });
}

/** Projects by name, with how many entries of each kind they hold. `ids` null = all. One statement: every page asks. */
export async function summarizeProjects(db: Db, ids: readonly string[] | null): Promise<ProjectSummary[]> {
  return await db.$queryRaw<ProjectSummary[]>`
    SELECT p.id, p.name, p.description, p.owner_team_id AS "ownerTeamId", p.compatibility,
      p.created_at AS "createdAt", t.name AS owner, coalesce(e.counts, '{}') AS counts,
      coalesce(e.ownerless, 0)::int AS "ownerlessCount"
    FROM project p LEFT JOIN team t ON t.id = p.owner_team_id
    LEFT JOIN (
      SELECT project_id, jsonb_object_agg(kind, entries) AS counts, sum(ownerless) AS ownerless
      FROM (
        SELECT project_id, kind, count(*) AS entries, count(*) FILTER (WHERE owner IS NULL) AS ownerless
        FROM catalog_entry GROUP BY project_id, kind
      ) AS by_kind GROUP BY project_id
    ) AS e ON e.project_id = p.id
    WHERE (${ids}::uuid[] IS NULL OR p.id = ANY (${ids}::uuid[]))
    ORDER BY p.name`;
}
