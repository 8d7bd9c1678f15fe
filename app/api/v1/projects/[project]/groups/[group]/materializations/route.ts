import {
  listGroupMaterializationsOperation,
  startMaterializationOperation,
} from "@/lib/contracts/api/materializations";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { runsBefore, runsNext, runWire } from "@/lib/server/wire/materializations";
import { microsFrom } from "@/lib/server/wire/offline";
import { listRuns } from "@/lib/services/materialization/list-runs";
import { startMaterialization } from "@/lib/services/materialization/start";

export const GET = defineApiRoute(listGroupMaterializationsOperation, async (ctx, { params, query }) => {
  const page = await listRuns(ctx, {
    ...params,
    before: runsBefore(ctx, query.cursor),
    limit: query.limit,
  });
  return { items: page.items.map(runWire), next: runsNext(ctx, page) };
});

export const POST = defineApiRoute(startMaterializationOperation, async (ctx, { params, body }) => {
  const { start, end, version, only, ...asked } = body;
  const run = await startMaterialization(ctx, {
    ...params,
    ...asked,
    version: version ?? null,
    startUs: microsFrom("start", start),
    endUs: microsFrom("end", end),
    only: only ?? null,
    scheduledFor: null,
  });
  return runWire(run);
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, POST");

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
