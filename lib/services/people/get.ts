import "server-only";
import type { PersonInput } from "@/lib/contracts/people";
import type { Person } from "@/lib/core/access/person";
import { notFound } from "@/lib/core/errors";
import { type AuditItem, listAuditEntries } from "@/lib/store/audit";
import { findPerson, listRoles, type ProjectRoleRow } from "@/lib/store/people";
import { listTeamsOf, type TeamRow } from "@/lib/store/team-views";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

const ENTRIES_MAX = 50;

export interface PersonPage {
  person: Person;
  teams: TeamRow[];
  /** In the projects that the reader sees. */
  roles: ProjectRoleRow[];
  /** What the person did last in those projects; everything for an admin and for the person. */
  entries: AuditItem[];
}

export async function getPerson(ctx: ServiceContext, input: PersonInput): Promise<PersonPage> {
  authorize(ctx, "person:read");
  const visible = visibleProjectIds(ctx);
  const isOwn = input.personId === ctx.actor.rights.personId && ctx.actor.rights.onlyProjectId === null;
  return await read(ctx, async (db) => {
    const person = await findPerson(db, input.personId);
    if (!person) throw notFound("This person");
    const [teams, roles, entries] = await Promise.all([
      listTeamsOf(db, person.email),
      listRoles(db, person.id),
      listAuditEntries(db, {
        projectIds: isOwn ? null : visible,
        actorId: person.id,
        limit: ENTRIES_MAX,
      }),
    ]);
    const isVisible = (row: ProjectRoleRow) => isOwn || visible === null || visible.includes(row.projectId);
    return { person, teams, roles: roles.filter(isVisible), entries };
  });
}
