import { listVersionsOperation } from "@/lib/contracts/api/versions";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { positionOf, writePosition } from "@/lib/server/wire/position";
import { versionWire } from "@/lib/server/wire/versions";
import { getGroup } from "@/lib/services/groups/get";

const ORDER = "group-versions";

export const GET = defineApiRoute(listVersionsOperation, async (ctx, { params, query }) => {
  const before = positionOf(ctx, ORDER, query.cursor);
  const { group, versions } = await getGroup(ctx, params);
  const rest = versions.filter((version) => before === null || version.number < Number(before));
  const items = rest.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map((version) => versionWire(group.name, version)),
    next: writePosition(ctx, ORDER, rest.length > items.length && last ? String(last.number) : null),
    total: versions.length,
  };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
