import { downloadDatasetFileOperation, SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { defineApiRoute, NOT_STORED } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { openDatasetFile } from "@/lib/services/datasets/open-file";

export const GET = defineApiRoute(downloadDatasetFileOperation, async (ctx, { params }) => {
  const file = await openDatasetFile(ctx, params);
  return new Response(file.stream, {
    headers: {
      ...NOT_STORED,
      "content-type": file.path.endsWith(".csv") ? SPINE_MEDIA_TYPES.csv : SPINE_MEDIA_TYPES.parquet,
      "content-length": String(file.bytes),
      "content-disposition": `attachment; filename="${file.path}"`,
      etag: `"${file.sha256}"`,
    },
  });
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
