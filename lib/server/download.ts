import "server-only";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { getContainer } from "./container";

interface SentFile {
  /** What the reader's file is called. */
  name: string;
  mediaType: string;
  bytes: number;
  headers?: Record<string, string>;
}

/** Sends a file of the data folder that was made for this and removes it, whether the reader takes all of it or goes away. */
export function sendAndRemove(path: string, file: SentFile): Response {
  const { response, stream, target } = respond(path, file);
  stream.once("close", () => void rm(target, { force: true }));
  return response;
}

/** Sends a file of the data folder that stays. */
export function sendFile(path: string, file: SentFile): Response {
  return respond(path, file).response;
}

function respond(path: string, { name, mediaType, bytes, headers }: SentFile) {
  const target = join(getContainer().env.dataDir, path);
  const stream = createReadStream(target, { highWaterMark: 256 * 1024 });
  // Safe: Node's web stream of bytes is the one that Response takes; their types differ in name only.
  const response = new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": mediaType,
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
      ...headers,
    },
  });
  return { response, stream, target };
}
