import { exportRowsOperation } from "@/lib/contracts/api/offline";
import { EXPORT_MEDIA_TYPES } from "@/lib/contracts/offline";
import { defineApiRoute } from "@/lib/server/api-route";
import { sendAndRemove } from "@/lib/server/download";
import { methodNotAllowed } from "@/lib/server/route";
import { downloadPath } from "@/lib/server/upload";
import { historyFilter } from "@/lib/server/wire/offline";
import { exportRows } from "@/lib/services/offline/export-rows";

export const GET = defineApiRoute(exportRowsOperation, async (ctx, { params, query }, request) => {
  const { format, ...rest } = query;
  const outputPath = downloadPath(ctx.newId);
  const input = { ...historyFilter(params, rest), format, outputPath };
  const { commit, bytes } = await exportRows(ctx, input, { signal: request.signal });
  const name = `${params.group}-${commit}.${format}`;
  return sendAndRemove(outputPath, { name, mediaType: EXPORT_MEDIA_TYPES[format], bytes });
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
