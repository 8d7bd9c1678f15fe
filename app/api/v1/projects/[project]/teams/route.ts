import { listTeamsOperation } from "@/lib/contracts/api/teams";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { teamWire } from "@/lib/server/wire/people";
import { getProject } from "@/lib/services/projects/get";
import { listTeams } from "@/lib/services/teams/list";

export const GET = defineApiRoute(listTeamsOperation, async (ctx, { params }) => {
  await getProject(ctx, params);
  const { teams, isComplete } = await listTeams(ctx);
  return { items: teams.map(teamWire), next: null, ...(isComplete ? { total: teams.length } : {}) };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
