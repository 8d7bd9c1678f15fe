import { putServiceOperation } from "@/lib/contracts/api/definitions";
import { getServiceOperation } from "@/lib/contracts/api/objects";
import { defineApiRoute } from "@/lib/server/api-route";
import { definePutRoute } from "@/lib/server/put-route";
import { methodNotAllowed } from "@/lib/server/route";
import { serviceWire } from "@/lib/server/wire/objects";
import type { ServiceContext } from "@/lib/services/context";
import { applyDefinitions } from "@/lib/services/definitions/apply";
import { getFeatureService } from "@/lib/services/feature-services/get";

const show = async (ctx: ServiceContext, { project, name }: { project: string; name: string }) =>
  serviceWire(await getFeatureService(ctx, { project, service: name }));

export const GET = defineApiRoute(getServiceOperation, (ctx, { params }) => show(ctx, params));

export const PUT = definePutRoute({
  operation: putServiceOperation,
  kind: "feature_service",
  target: (params) => params,
  current: show,
  apply: applyDefinitions,
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, PUT");

export { refuse as DELETE, refuse as PATCH, refuse as POST };
