import { listIntervalsOperation } from "@/lib/contracts/api/materializations";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { intervalWire } from "@/lib/server/wire/materializations";
import { microsFrom } from "@/lib/server/wire/offline";
import { getIntervals } from "@/lib/services/materialization/get-intervals";

export const GET = defineApiRoute(listIntervalsOperation, async (ctx, { params, query }) => {
  const { version, entries, refusal, emitSeconds } = await getIntervals(ctx, {
    ...params,
    version: query.version ?? null,
    startUs: microsFrom("start", query.start),
    endUs: microsFrom("end", query.end),
  });
  return { version, emit_seconds: emitSeconds, refusal, items: entries.map(intervalWire) };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
