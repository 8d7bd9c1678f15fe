import "server-only";
import { SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { SPINE_FORMATS, type SpineFormat } from "@/lib/contracts/datasets";
import { AppError, invalid } from "@/lib/core/errors";
import { getContainer } from "./container";

/** A file that is the body of a request: its format by content type, and its bytes as they come. */
export function readUpload(request: Request): {
  format: SpineFormat;
  content: AsyncIterable<Uint8Array>;
  bytesMax: number;
} {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  const format = SPINE_FORMATS.find((one) => SPINE_MEDIA_TYPES[one] === type);
  if (!format || !request.body) {
    throw invalid([
      {
        path: "",
        message: "The body must be a CSV or Parquet file",
        expected: `content-type: ${Object.values(SPINE_MEDIA_TYPES).join(" or ")}`,
      },
    ]);
  }
  const bytesMax = getContainer().env.uploadBytesMax;
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) {
    throw new AppError("LIMIT", `The file may hold at most ${Math.floor(bytesMax / (1024 * 1024))} MB.`);
  }
  return { format, content: request.body, bytesMax };
}
