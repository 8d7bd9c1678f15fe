import { exportRowsOperation } from "@/lib/contracts/api/offline";
import { defineApiRoute } from "@/lib/server/api-route";
import { sendFile } from "@/lib/server/download";
import { methodNotAllowed } from "@/lib/server/route";
import { downloadPath } from "@/lib/server/upload";
import { historyFilter } from "@/lib/server/wire/offline";
import { exportRows } from "@/lib/services/offline/export-rows";

export const GET = defineApiRoute(exportRowsOperation, async (ctx, { params, query }, request) => {
  const { format, ...rest } = query;
  const outputPath = downloadPath(ctx.newId);
  const input = { ...historyFilter(params, rest), format, outputPath };
  const { commit, bytes } = await exportRows(ctx, input, { signal: request.signal });
  return sendFile(outputPath, { name: `${params.group}-${commit}`, format, bytes });
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
