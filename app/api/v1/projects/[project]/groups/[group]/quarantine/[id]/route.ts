import { discardQuarantineOperation } from "@/lib/contracts/api/offline";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { discardQuarantine } from "@/lib/services/offline/quarantine";

export const DELETE = defineApiRoute(discardQuarantineOperation, async (ctx, { params }) => {
  await discardQuarantine(ctx, { ...params, version: null });
});

const refuse = methodNotAllowed("DELETE, OPTIONS");

export { refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
