import "server-only";
import { formatOrigin, type MembershipOrigin, parseOrigin } from "@/lib/core/access/person";
import type { Db } from "./client";

export interface TeamRow {
  id: string;
  name: string;
  description: string | null;
  createdAt: Date;
}

export interface TeamSummary extends TeamRow {
  memberCount: number;
  /** What the team owns in the projects asked about, without features: those belong to their group. */
  ownedCount: number;
}

interface TeamMemberRow {
  /** As it was written; people are found by it whatever its case. */
  email: string;
  person: { id: string; name: string; disabled: boolean } | null;
  origins: MembershipOrigin[];
}

export interface OwnedEntry {
  id: string;
  project: string;
  kind: string;
  name: string;
  qualified: string;
  description: string | null;
  lifecycle: string | null;
  updatedAt: Date;
}

const TEAM_COLUMNS = { id: true, name: true, description: true, createdAt: true } as const;

export async function findTeam(db: Db, name: string): Promise<TeamRow | null> {
  return await db.team.findUnique({ where: { name }, select: TEAM_COLUMNS });
}

/** By name. `projectIds` null = every project. */
export async function listTeams(
  db: Db,
  projectIds: readonly string[] | null,
  limit: number,
): Promise<TeamSummary[]> {
  return await db.$queryRaw<TeamSummary[]>`
    SELECT t.id, t.name, t.description, t.created_at AS "createdAt",
      (SELECT count(DISTINCT lower(m.email))::int FROM team_member m WHERE m.team_id = t.id) AS "memberCount",
      (SELECT count(*)::int FROM catalog_entry e WHERE e.owner = t.name AND e.kind <> 'feature'
        AND (${projectIds}::uuid[] IS NULL OR e.project_id = ANY (${projectIds}::uuid[]))) AS "ownedCount"
    FROM team t ORDER BY t.name LIMIT ${limit}`;
}

/** The teams that hold a person's address, by name. */
export async function listTeamsOf(db: Db, email: string): Promise<TeamRow[]> {
  return await db.team.findMany({
    where: { members: { some: { email: { equals: email, mode: "insensitive" } } } },
    select: TEAM_COLUMNS,
    orderBy: { name: "asc" },
  });
}

/** One row for each address, whatever number of origins it has; by address. */
export async function listMembers(db: Db, teamId: string): Promise<TeamMemberRow[]> {
  const rows = await db.$queryRaw<
    { email: string; origins: string[]; id: string | null; name: string | null; disabled: boolean }[]
  >`
    SELECT lower(m.email) AS email, array_agg(DISTINCT m.origin ORDER BY m.origin) AS origins,
      p.id, p.name, p.disabled_at IS NOT NULL AS disabled
    FROM team_member m LEFT JOIN person p ON lower(p.email) = lower(m.email)
    WHERE m.team_id = ${teamId}::uuid
    GROUP BY lower(m.email), p.id, p.name, p.disabled_at ORDER BY lower(m.email) LIMIT 1000`;
  return rows.map(({ email, origins, id, name, disabled }) => ({
    email,
    person: id !== null && name !== null ? { id, name, disabled } : null,
    origins: origins.map(parseOrigin),
  }));
}

/** What a team owns, features left out; by project, kind and name. */
export async function listOwned(
  db: Db,
  team: string,
  projectIds: readonly string[] | null,
  limit: number,
): Promise<OwnedEntry[]> {
  return await db.$queryRaw<OwnedEntry[]>`
    SELECT e.id, p.name AS project, e.kind, e.name, e.qualified, e.description, e.lifecycle,
      e.updated_at AS "updatedAt"
    FROM catalog_entry e JOIN project p ON p.id = e.project_id
    WHERE e.owner = ${team} AND e.kind <> 'feature'
      AND (${projectIds}::uuid[] IS NULL OR e.project_id = ANY (${projectIds}::uuid[]))
    ORDER BY p.name, e.kind, e.qualified LIMIT ${limit}`;
}

/** The origins of one address in a team. */
export async function listOrigins(db: Db, teamId: string, email: string): Promise<MembershipOrigin[]> {
  const rows = await db.teamMember.findMany({
    where: { teamId, email: { equals: email, mode: "insensitive" } },
    select: { origin: true },
  });
  return rows.map((row) => parseOrigin(row.origin));
}

export async function insertMember(
  db: Db,
  member: { id: string; teamId: string; email: string; origin: MembershipOrigin },
): Promise<void> {
  await db.teamMember.create({ data: { ...member, origin: formatOrigin(member.origin) } });
}

/** Removes the membership of this origin only. @returns false when there was none. */
export async function deleteMember(
  db: Db,
  member: { teamId: string; email: string; origin: MembershipOrigin },
): Promise<boolean> {
  const { count } = await db.teamMember.deleteMany({
    where: {
      teamId: member.teamId,
      email: { equals: member.email, mode: "insensitive" },
      origin: formatOrigin(member.origin),
    },
  });
  return count > 0;
}
