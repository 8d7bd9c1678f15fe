import { historicalOperation, SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { sendAndRemove } from "@/lib/server/download";
import { withPreviewRun } from "@/lib/server/preview-runs";
import { defineRoute, methodNotAllowed } from "@/lib/server/route";
import { downloadPath, receiveUpload } from "@/lib/server/upload";
import { rowsFormatOf, spineFormatOf } from "@/lib/server/wire/datasets";
import { getHistorical } from "@/lib/services/datasets/historical";

// The body is a spine, and the answer its rows: both pass through the disk, never as a whole through memory.
export const POST = defineRoute({
  name: historicalOperation.id,
  params: historicalOperation.params,
  query: historicalOperation.query,
  run: async (ctx, { params: { project }, query }, request) => {
    const format = rowsFormatOf(request);
    const spineFormat = spineFormatOf(request);
    const runId = ctx.newId();
    const outputPath = downloadPath(ctx.newId);
    const receive = () => receiveUpload(request);
    const { service, ...rest } = query;
    const features = [...(service === undefined ? [] : [{ service }]), ...query.features];
    const input = { ...rest, features, project, spineFormat, format, outputPath, receive };
    const { bytes, rowCount } = await withPreviewRun(ctx, { runId, signal: request.signal }, (run) =>
      getHistorical(ctx, input, run),
    );
    return sendAndRemove(outputPath, {
      name: `rows.${format}`,
      mediaType: SPINE_MEDIA_TYPES[format],
      bytes,
      headers: { "x-asof-rows": String(rowCount) },
    });
  },
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
