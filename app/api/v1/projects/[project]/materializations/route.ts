import { listMaterializationsOperation } from "@/lib/contracts/api/materializations";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { runsBefore, runsNext, runWire } from "@/lib/server/wire/materializations";
import { listRuns } from "@/lib/services/materialization/list-runs";

export const GET = defineApiRoute(listMaterializationsOperation, async (ctx, { params, query }) => {
  const page = await listRuns(ctx, {
    ...params,
    group: null,
    before: runsBefore(ctx, query.cursor),
    limit: query.limit,
  });
  return { items: page.items.map(runWire), next: runsNext(ctx, page) };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
