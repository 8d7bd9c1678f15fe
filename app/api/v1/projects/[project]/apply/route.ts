import { applyOperation } from "@/lib/contracts/api/definitions";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { appliedWire } from "@/lib/server/wire/definitions";
import { applyDefinitions } from "@/lib/services/definitions/apply";

export const POST = defineApiRoute(applyOperation, async (ctx, { params, body }) => {
  const { files, prune, message } = body;
  return appliedWire(await applyDefinitions(ctx, { project: params.project, files, prune, message }));
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
