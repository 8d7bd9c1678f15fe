import { retainRowsOperation } from "@/lib/contracts/api/offline";
import { durationSeconds } from "@/lib/core/model/duration";
import { MICROS_PER_SECOND } from "@/lib/core/time/instant";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { microsFrom } from "@/lib/server/wire/offline";
import { retainRows } from "@/lib/services/offline/retain";

export const POST = defineApiRoute(retainRowsOperation, async (ctx, { params, body }, request) => {
  const nowUs = BigInt(ctx.now().getTime()) * 1_000n;
  // The contract takes one of the two, and only durations.
  const ttlUs = BigInt(durationSeconds(body.ttl ?? "") ?? 0) * MICROS_PER_SECOND;
  const beforeUs = microsFrom("before", body.before) ?? nowUs - ttlUs;
  const run = { runId: ctx.newId(), signal: request.signal };
  const input = { ...params, version: body.version ?? null, beforeUs, dryRun: body.dry_run };
  return await retainRows(ctx, input, run);
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
