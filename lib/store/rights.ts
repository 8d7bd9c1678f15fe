import "server-only";
import type { Rights, Role } from "@/lib/core/access/policy";
import type { Db } from "./client";

/** The rights of a person as they are now: global admin, roles, and the teams that hold the person's address. */
export async function findRights(db: Db, personId: string): Promise<Rights> {
  const [person, roles, teams] = await Promise.all([
    db.person.findUnique({ where: { id: personId }, select: { isAdmin: true, disabledAt: true } }),
    db.projectRole.findMany({ where: { personId }, select: { projectId: true, role: true } }),
    db.$queryRaw<{ team_id: string }[]>`SELECT DISTINCT m.team_id FROM team_member m
      JOIN person p ON lower(p.email) = lower(m.email) WHERE p.id = ${personId}::uuid`,
  ]);
  if (!person || person.disabledAt) {
    return { personId: null, isAdmin: false, roles: {}, teamIds: [], scopes: [], onlyProjectId: null };
  }
  return {
    personId,
    isAdmin: person.isAdmin,
    roles: Object.fromEntries(roles.map((row) => [row.projectId, row.role as Role])),
    teamIds: teams.map((row) => row.team_id),
    scopes: null,
    onlyProjectId: null,
  };
}
