import { downloadDatasetFileOperation, SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { sendFile } from "@/lib/server/download";
import { methodNotAllowed } from "@/lib/server/route";
import { findDatasetFile } from "@/lib/services/datasets/find-file";

export const GET = defineApiRoute(downloadDatasetFileOperation, async (ctx, { params }) => {
  const { location, path: name, bytes, sha256 } = await findDatasetFile(ctx, params);
  const mediaType = name.endsWith(".csv") ? SPINE_MEDIA_TYPES.csv : SPINE_MEDIA_TYPES.parquet;
  return sendFile(location, { name, mediaType, bytes, headers: { etag: `"${sha256}"` } });
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
