import "server-only";
import { AppError, invalid } from "@/lib/core/errors";

export const BODY_BYTES_MAX = 1024 * 1024;
const JSON_DEPTH_MAX = 32;

/** Reads a JSON body, counting bytes while they come: a route handler has no limit of its own. */
export async function readBody(request: Request, bytesMax: number = BODY_BYTES_MAX): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw invalid([
      { path: "", message: "The body must be JSON", expected: "content-type: application/json" },
    ]);
  }
  const text = await readText(request, bytesMax);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid([{ path: "", message: "The body is not valid JSON" }]);
  }
  if (holdsUnstorableText(text, value)) {
    throw invalid([{ path: "", message: "The body holds a NUL character or half of a surrogate pair" }]);
  }
  if (depthOf(value) > JSON_DEPTH_MAX)
    throw new AppError("LIMIT", `JSON may nest at most ${JSON_DEPTH_MAX} deep.`);
  return value;
}

/** @throws LIMIT as soon as one byte too many arrives, whatever Content-Length said. */
export async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () =>
    new AppError("LIMIT", `The body may hold at most ${Math.floor(bytesMax / (1024 * 1024))} MiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw invalid([{ path: "", message: "The body is not valid UTF-8" }]);
  }
}

/** PostgreSQL keeps neither, however they were written; JSON.stringify spells both as escapes. */
function holdsUnstorableText(text: string, value: unknown): boolean {
  if (!/\\u(?:0000|d[89a-f])/i.test(text)) return false;
  return /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(JSON.stringify(value));
}

function depthOf(root: unknown): number {
  let depth = 0;
  let level: unknown[] = [root];
  while (level.length > 0 && depth <= JSON_DEPTH_MAX) {
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
    if (level.length > 0) depth++;
  }
  return depth;
}
