import { getLineageOperation } from "@/lib/contracts/api/catalog";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { lineageWire } from "@/lib/server/wire/catalog";
import { getNeighbours } from "@/lib/services/lineage/neighbours";

export const GET = defineApiRoute(getLineageOperation, async (ctx, { params, query }) => {
  const { node, level } = query;
  return lineageWire(await getNeighbours(ctx, { project: params.project, id: node, level }), node);
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
