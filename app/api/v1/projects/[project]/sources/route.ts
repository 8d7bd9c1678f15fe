import { listSourcesOperation } from "@/lib/contracts/api/catalog";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { entryPageWire } from "@/lib/server/wire/catalog";
import { listEntries } from "@/lib/services/catalog/list";

export const GET = defineApiRoute(listSourcesOperation, async (ctx, { params, query }) => {
  const { limit, cursor = null } = query;
  return entryPageWire(await listEntries(ctx, { project: params.project, kind: "source", limit, cursor }));
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
