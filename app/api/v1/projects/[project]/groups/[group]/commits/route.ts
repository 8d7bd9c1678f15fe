import { listCommitsOperation } from "@/lib/contracts/api/offline";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { commitWire } from "@/lib/server/wire/offline";
import { positionOf, writePosition } from "@/lib/server/wire/position";
import { listCommits } from "@/lib/services/offline/list-commits";

const ORDER = "commits";

export const GET = defineApiRoute(listCommitsOperation, async (ctx, { params, query }) => {
  const before = positionOf(ctx, ORDER, query.cursor);
  const page = await listCommits(ctx, {
    ...params,
    version: query.version ?? null,
    before: before === null ? null : Number(before),
    limit: query.limit,
  });
  const last = page.items.at(-1);
  return {
    items: page.items.map(commitWire),
    next: writePosition(ctx, ORDER, page.hasMore && last ? String(last.number) : null),
  };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
