import { searchOperation } from "@/lib/contracts/api/catalog";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { searchWire } from "@/lib/server/wire/catalog";
import { search } from "@/lib/services/catalog/search";

export const GET = defineApiRoute(searchOperation, async (ctx, { query }) =>
  searchWire(await search(ctx, query)),
);

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
