import { putEntityOperation } from "@/lib/contracts/api/definitions";
import { getEntityOperation } from "@/lib/contracts/api/objects";
import { defineApiRoute } from "@/lib/server/api-route";
import { definePutRoute } from "@/lib/server/put-route";
import { methodNotAllowed } from "@/lib/server/route";
import { entityWire } from "@/lib/server/wire/objects";
import type { ServiceContext } from "@/lib/services/context";
import { applyDefinitions } from "@/lib/services/definitions/apply";
import { getEntity } from "@/lib/services/entities/get";

const show = async (ctx: ServiceContext, { project, name }: { project: string; name: string }) =>
  entityWire((await getEntity(ctx, { project, entity: name })).entity);

export const GET = defineApiRoute(getEntityOperation, (ctx, { params }) => show(ctx, params));

export const PUT = definePutRoute({
  operation: putEntityOperation,
  kind: "entity",
  target: (params) => params,
  current: show,
  apply: applyDefinitions,
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, PUT");

export { refuse as DELETE, refuse as PATCH, refuse as POST };
