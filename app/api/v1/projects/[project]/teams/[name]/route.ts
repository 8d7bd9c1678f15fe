import { putTeamOperation } from "@/lib/contracts/api/definitions";
import { getTeamOperation } from "@/lib/contracts/api/teams";
import { defineApiRoute } from "@/lib/server/api-route";
import { definePutRoute } from "@/lib/server/put-route";
import { methodNotAllowed } from "@/lib/server/route";
import { teamDetailWire } from "@/lib/server/wire/people";
import type { ServiceContext } from "@/lib/services/context";
import { applyDefinitions } from "@/lib/services/definitions/apply";
import { getProject } from "@/lib/services/projects/get";
import { getTeam } from "@/lib/services/teams/get";

const show = async (ctx: ServiceContext, { project, name }: { project: string; name: string }) => {
  await getProject(ctx, { project });
  return teamDetailWire(await getTeam(ctx, { team: name }));
};

export const GET = defineApiRoute(getTeamOperation, (ctx, { params }) => show(ctx, params));

export const PUT = definePutRoute({
  operation: putTeamOperation,
  kind: "team",
  target: (params) => params,
  current: show,
  apply: applyDefinitions,
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, PUT");

export { refuse as DELETE, refuse as PATCH, refuse as POST };
