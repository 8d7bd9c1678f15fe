import "server-only";
import type { TeamDefinition } from "@/lib/core/model/definitions";
import type { Change } from "./change";

/** Writes a team and the memberships of one origin; rows of other origins stay as they are. */
export async function saveTeam(
  change: Change,
  id: string | null,
  team: TeamDefinition,
  origin: string,
): Promise<string> {
  const { db, at } = change;
  const teamId = id ?? change.newId();
  const { name, description } = team;
  if (id === null) await db.team.create({ data: { id: teamId, name, description, createdAt: at } });
  else await db.team.update({ where: { id }, data: { description } });
  if (team.members !== null) await replaceMembers(change, teamId, team.members, origin);
  return teamId;
}

async function replaceMembers(
  { db, newId }: Change,
  teamId: string,
  emails: readonly string[],
  origin: string,
) {
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  const present = await db.teamMember.findMany({ where: { teamId, origin } });
  const gone = present.filter((row) => !wanted.has(row.email));
  const known = new Set(present.map((row) => row.email));
  await db.teamMember.deleteMany({ where: { id: { in: gone.map((row) => row.id) } } });
  const added = [...wanted].filter((email) => !known.has(email));
  await db.teamMember.createMany({ data: added.map((email) => ({ id: newId(), teamId, email, origin })) });
}
