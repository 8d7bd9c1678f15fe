import { replayQuarantineOperation } from "@/lib/contracts/api/offline";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { replayQuarantine } from "@/lib/services/offline/quarantine";

export const POST = defineApiRoute(replayQuarantineOperation, async (ctx, { params, body }, request) => {
  const run = { runId: ctx.newId(), signal: request.signal };
  return await replayQuarantine(ctx, { ...params, version: body.version ?? null }, run);
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
