import { proveOperation } from "@/lib/contracts/api/prove";
import { defineApiRoute } from "@/lib/server/api-route";
import { withPreviewRun } from "@/lib/server/preview-runs";
import { methodNotAllowed } from "@/lib/server/route";
import { proveNoLeak } from "@/lib/services/leaks/prove";

export const POST = defineApiRoute(proveOperation, async (ctx, { params, query, body }, request) => {
  const runId = query.run_id ?? ctx.newId();
  return await withPreviewRun(ctx, { runId, signal: request.signal }, (run) =>
    proveNoLeak(ctx, { ...body, project: params.project }, run),
  );
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
