import { revokeTokenOperation } from "@/lib/contracts/api/tokens";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { revokeToken } from "@/lib/services/tokens/revoke";

export const DELETE = defineApiRoute(revokeTokenOperation, async (ctx, { params }) => {
  await revokeToken(ctx, { tokenId: params.id });
});

const refuse = methodNotAllowed("DELETE, OPTIONS");

export { refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
