import { createTokenOperation, listTokensOperation } from "@/lib/contracts/api/tokens";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { createdTokenWire, tokenWire } from "@/lib/server/wire/people";
import { createToken } from "@/lib/services/tokens/create";
import { listTokens } from "@/lib/services/tokens/list";

export const GET = defineApiRoute(listTokensOperation, async (ctx) => {
  const tokens = await listTokens(ctx);
  return { items: tokens.map(tokenWire), next: null, total: tokens.length };
});

export const POST = defineApiRoute(createTokenOperation, async (ctx, { body }) => {
  const { name, scopes, project, expires_in_days: expiresInDays } = body;
  return createdTokenWire(await createToken(ctx, { name, scopes, project, expiresInDays }));
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, POST");

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
