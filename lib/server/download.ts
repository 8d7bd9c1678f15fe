import "server-only";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { EXPORT_MEDIA_TYPES, type ExportFormat } from "@/lib/contracts/offline";
import { getContainer } from "./container";

/** Sends a file of the data folder and removes it, whether the reader takes all of it or goes away. */
export function sendFile(
  path: string,
  { name, format, bytes }: { name: string; format: ExportFormat; bytes: number },
): Response {
  const target = join(getContainer().env.dataDir, path);
  const stream = createReadStream(target, { highWaterMark: 256 * 1024 });
  stream.once("close", () => void rm(target, { force: true }));
  // Safe: Node's web stream of bytes is the one that Response takes; their types differ in name only.
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": EXPORT_MEDIA_TYPES[format],
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="${name}.${format}"`,
      "cache-control": "private, no-store",
    },
  });
}
