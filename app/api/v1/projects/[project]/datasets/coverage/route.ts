import { coverDatasetOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { withPreviewRun } from "@/lib/server/preview-runs";
import { methodNotAllowed } from "@/lib/server/route";
import { coverDataset } from "@/lib/services/datasets/coverage";

export const POST = defineApiRoute(coverDatasetOperation, async (ctx, { params, query, body }, request) => {
  const runId = query.run_id ?? ctx.newId();
  return await withPreviewRun(ctx, { runId, signal: request.signal }, (run) =>
    coverDataset(ctx, { ...body, project: params.project }, run),
  );
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
