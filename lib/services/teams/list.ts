import "server-only";
import { listTeams as listRows, type TeamSummary } from "@/lib/store/team-views";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { visibleProjectIds } from "../visible-projects";

const TEAMS_MAX = 1000;

/** Every team, by name. What it owns is counted in the projects that the reader sees. */
export async function listTeams(ctx: ServiceContext): Promise<{ teams: TeamSummary[]; isComplete: boolean }> {
  authorize(ctx, "team:read");
  const rows = await read(ctx, (db) => listRows(db, visibleProjectIds(ctx), TEAMS_MAX + 1));
  return { teams: rows.slice(0, TEAMS_MAX), isComplete: rows.length <= TEAMS_MAX };
}
