import { putSourceOperation } from "@/lib/contracts/api/definitions";
import { getSourceOperation } from "@/lib/contracts/api/objects";
import { defineApiRoute } from "@/lib/server/api-route";
import { definePutRoute } from "@/lib/server/put-route";
import { methodNotAllowed } from "@/lib/server/route";
import { sourceWire } from "@/lib/server/wire/objects";
import type { ServiceContext } from "@/lib/services/context";
import { applyDefinitions } from "@/lib/services/definitions/apply";
import { getSource } from "@/lib/services/sources/get";

const show = async (ctx: ServiceContext, { project, name }: { project: string; name: string }) =>
  sourceWire((await getSource(ctx, { project, source: name })).source);

export const GET = defineApiRoute(getSourceOperation, (ctx, { params }) => show(ctx, params));

export const PUT = definePutRoute({
  operation: putSourceOperation,
  kind: "source",
  target: (params) => params,
  current: show,
  apply: applyDefinitions,
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, PUT");

export { refuse as DELETE, refuse as PATCH, refuse as POST };
