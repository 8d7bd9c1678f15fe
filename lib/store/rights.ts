import "server-only";
import type { Rights, Role } from "@/lib/core/access/policy";
import type { Db } from "./client";

interface FoundRights {
  isAdmin: boolean;
  disabledAt: Date | null;
  roles: Record<string, Role>;
  teamIds: string[];
}

/** The rights of a person as they are now: global admin, roles, and the teams that hold the person's address. One statement: every request asks. */
export async function findRights(db: Db, personId: string): Promise<Rights> {
  const [person] = await db.$queryRaw<FoundRights[]>`
    SELECT p.is_admin AS "isAdmin", p.disabled_at AS "disabledAt",
      coalesce((SELECT jsonb_object_agg(r.project_id, r.role) FROM project_role r WHERE r.person_id = p.id), '{}') AS roles,
      ARRAY(SELECT DISTINCT m.team_id::text FROM team_member m WHERE lower(m.email) = lower(p.email)) AS "teamIds"
    FROM person p WHERE p.id = ${personId}::uuid`;
  if (!person || person.disabledAt) {
    return { personId: null, isAdmin: false, roles: {}, teamIds: [], scopes: [], onlyProjectId: null };
  }
  return {
    personId,
    isAdmin: person.isAdmin,
    roles: person.roles,
    teamIds: person.teamIds,
    scopes: null,
    onlyProjectId: null,
  };
}
