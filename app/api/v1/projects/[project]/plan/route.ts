import { planOperation } from "@/lib/contracts/api/definitions";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { planWire } from "@/lib/server/wire/definitions";
import { planDefinitions } from "@/lib/services/definitions/plan";

export const POST = defineApiRoute(planOperation, async (ctx, { params, body }) => {
  const { files, prune } = body;
  return planWire(await planDefinitions(ctx, { project: params.project, files, prune }));
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
