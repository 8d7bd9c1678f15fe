import "server-only";
import { notFound } from "@/lib/core/errors";
import { findTeam, type TeamRow } from "@/lib/store/team-views";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";

/** The first line of verbs that change one team. Everybody who is signed in may know that a team exists. */
export async function authorizeTeam(ctx: ServiceContext, name: string): Promise<TeamRow> {
  authorize(ctx, "team:read");
  const team = await read(ctx, (db) => findTeam(db, name));
  if (!team) throw notFound(`Team ${name}`);
  authorize(ctx, "team:change", { teamId: team.id });
  return team;
}
