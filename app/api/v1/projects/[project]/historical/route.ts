import { historicalOperation, SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { answerFormat } from "@/lib/server/answer-format";
import { defineApiRoute, NOT_STORED } from "@/lib/server/api-route";
import { withPreviewRun } from "@/lib/server/preview-runs";
import { methodNotAllowed } from "@/lib/server/route";
import { readUpload } from "@/lib/server/upload";
import { getHistorical } from "@/lib/services/datasets/historical";

export const POST = defineApiRoute(historicalOperation, async (ctx, { params, query }, request) => {
  const format = answerFormat(request);
  const upload = readUpload(request);
  const runId = ctx.newId();
  const answer = await withPreviewRun(ctx, { runId, signal: request.signal }, (run) =>
    getHistorical(ctx, { ...query, project: params.project, upload, format }, run),
  );
  return new Response(answer.stream, {
    headers: {
      ...NOT_STORED,
      "content-type": SPINE_MEDIA_TYPES[format],
      "content-length": String(answer.bytes),
      "x-asof-rows": String(answer.rowCount),
    },
  });
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
