import { listQuarantineOperation } from "@/lib/contracts/api/offline";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { quarantineWire } from "@/lib/server/wire/offline";
import { positionOf, writePosition } from "@/lib/server/wire/position";
import { listQuarantine } from "@/lib/services/offline/quarantine";

const ORDER = "quarantine";

export const GET = defineApiRoute(listQuarantineOperation, async (ctx, { params, query }) => {
  const before = positionOf(ctx, ORDER, query.cursor);
  const page = await listQuarantine(ctx, {
    ...params,
    version: query.version ?? null,
    before: before === null ? null : new Date(before),
    limit: query.limit,
  });
  const last = page.items.at(-1);
  return {
    items: page.items.map(quarantineWire),
    next: writePosition(ctx, ORDER, page.hasMore && last ? last.at.toISOString() : null),
  };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
