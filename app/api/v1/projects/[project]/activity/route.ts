import { listActivityOperation } from "@/lib/contracts/api/catalog";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { activityWire } from "@/lib/server/wire/catalog";
import { positionOf, writePosition } from "@/lib/server/wire/position";
import { listActivity } from "@/lib/services/audit/list";

const ORDER = "activity";

export const GET = defineApiRoute(listActivityOperation, async (ctx, { params, query }) => {
  const before = positionOf(ctx, ORDER, query.cursor);
  const { items, next } = await listActivity(ctx, {
    project: params.project,
    limit: query.limit,
    place: before === null ? null : { before },
  });
  return { items: items.map(activityWire), next: writePosition(ctx, ORDER, next) };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
