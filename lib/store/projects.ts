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

/** Projects by name, with how many entries of each kind they hold. `ids` null = all. */
export async function listProjects(db: Db, ids: readonly string[] | null): Promise<ProjectSummary[]> {
  const where = ids === null ? {} : { id: { in: [...ids] } };
  const entries = ids === null ? {} : { projectId: { in: [...ids] } };
  const [projects, counts, ownerless, teams] = await Promise.all([
    db.project.findMany({ where, select: COLUMNS, orderBy: { name: "asc" } }),
    db.catalogEntry.groupBy({ by: ["projectId", "kind"], _count: { _all: true }, where: entries }),
    db.catalogEntry.groupBy({
      by: ["projectId"],
      _count: { _all: true },
      where: { ...entries, owner: null },
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
    ownerlessCount: ownerless.find((row) => row.projectId === project.id)?._count._all ?? 0,
  }));
}
