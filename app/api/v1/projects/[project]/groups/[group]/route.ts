import { putGroupOperation } from "@/lib/contracts/api/definitions";
import { getGroupOperation } from "@/lib/contracts/api/objects";
import { defineApiRoute } from "@/lib/server/api-route";
import { definePutRoute } from "@/lib/server/put-route";
import { methodNotAllowed } from "@/lib/server/route";
import { groupWire } from "@/lib/server/wire/objects";
import type { ServiceContext } from "@/lib/services/context";
import { applyDefinitions } from "@/lib/services/definitions/apply";
import { getGroup } from "@/lib/services/groups/get";

const show = async (ctx: ServiceContext, params: { project: string; group: string }) =>
  groupWire(await getGroup(ctx, params));

export const GET = defineApiRoute(getGroupOperation, (ctx, { params }) => show(ctx, params));

export const PUT = definePutRoute({
  operation: putGroupOperation,
  kind: "feature_group",
  target: ({ project, group }) => ({ project, name: group }),
  current: show,
  apply: applyDefinitions,
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, PUT");

export { refuse as DELETE, refuse as PATCH, refuse as POST };
