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

/** Projects by name, with how many entries of each kind they hold. `ids` null = all. */
export async function listProjects(db: Db, ids: readonly string[] | null): Promise<ProjectSummary[]> {
  const where = ids === null ? {} : { id: { in: [...ids] } };
  const [projects, counts, teams] = await Promise.all([
    db.project.findMany({ where, select: COLUMNS, orderBy: { name: "asc" } }),
    db.catalogEntry.groupBy({
      by: ["projectId", "kind"],
      _count: { _all: true },
      where: ids === null ? {} : { projectId: { in: [...ids] } },
    }),
    db.team.findMany({ select: { id: true, name: true } }),
  ]);
  const names = new Map(teams.map((team) => [team.id, team.name]));
  return projects.map((project) => ({
    ...project,
    owner: project.ownerTeamId ? (names.get(project.ownerTeamId) ?? null) : null,
    counts: Object.fromEntries(
      counts.filter((row) => row.projectId === project.id).map((row) => [row.kind, row._count._all]),
    ),
  }));
}
