import "server-only";
import { createHash } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/core/errors";
import type { Upload } from "@/lib/services/offline/write-rows";
import { getContainer } from "./container";

const FOLDER = "uploads";
const MB = 1024 * 1024;
/** Nothing takes longer than this to arrive and be written. */
const STALE_MS = 24 * 3_600_000;

/**
 * Takes the body of a request into a file of the data folder, piece by piece: it never stands in memory as a whole.
 *
 * @throws AppError LIMIT as soon as one byte too many arrives; UNAVAILABLE when the disk is full.
 */
export async function receiveUpload(request: Request): Promise<Upload> {
  const { env, newId } = getContainer();
  const path = `${FOLDER}/${newId()}`;
  const target = join(env.dataDir, path);
  await mkdir(join(env.dataDir, FOLDER), { recursive: true, mode: 0o700 });
  const discard = () => rm(target, { force: true });
  try {
    return { path, ...(await writeTo(target, request, env.uploadBytesMax)), discard };
  } catch (error) {
    await discard();
    if (isFull(error))
      throw new AppError("UNAVAILABLE", "The disk of the data folder is full, and nothing was written.", {
        cause: error,
      });
    throw error;
  }
}

async function writeTo(
  target: string,
  request: Request,
  bytesMax: number,
): Promise<{ bytes: number; sha256: string }> {
  const tooLarge = () =>
    new AppError("LIMIT", `A file may hold at most ${Math.floor(bytesMax / MB)} MiB (ASOF_UPLOAD_MAX_MB).`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  const hash = createHash("sha256");
  const file = await open(target, "wx", 0o600);
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > bytesMax) throw tooLarge();
      hash.update(chunk);
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  return { bytes: size, sha256: hash.digest("hex") };
}

function isFull(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EFBIG"].includes(String(error.code))
  );
}

/** Removes what uploads and downloads of killed processes left. */
export async function removeStaleUploads(dataDir: string, now: Date): Promise<void> {
  const folder = join(dataDir, FOLDER);
  for (const name of await readdir(folder).catch(() => [])) {
    const facts = await stat(join(folder, name)).catch(() => null);
    if (facts && now.getTime() - facts.mtimeMs > STALE_MS)
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** A name for a file that is made to be sent, relative to the data folder. */
export function downloadPath(newId: () => string): string {
  return `${FOLDER}/${newId()}`;
}
