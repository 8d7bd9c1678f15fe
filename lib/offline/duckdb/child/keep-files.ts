import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { invalid } from "@/lib/core/errors";
import type { HashedFile } from "../../dataset-engine";
import type { ResolvedFile } from "../paths";
import type { Run } from "./run";

/** SHA-256 of a file's bytes, hex. Stops with the call. */
export async function hashFile(run: Run, file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    run.check();
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/**
 * Digests of the files that a call reads.
 *
 * @param before what {@link modifiedAt} said when the call began.
 * @throws AppError INVALID naming a file that was written to meanwhile: what was read may be neither old nor new.
 */
export async function hashInputs(
  run: Run,
  files: readonly ResolvedFile[],
  before: ReadonlyMap<string, number>,
): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const file of files) {
    const sha256 = await hashFile(run, file.realPath);
    hashed.push({ path: file.path, bytes: file.bytes, sha256 });
  }
  const after = await modifiedAt(files);
  const changed = files.filter(({ realPath }) => after.get(realPath) !== before.get(realPath));
  if (changed.length > 0) {
    throw invalid(
      changed.map(({ path: name }) => ({
        path: name,
        file: name,
        message: "was written to while it was read",
      })),
    );
  }
  return hashed;
}

export async function modifiedAt(files: readonly ResolvedFile[]): Promise<Map<string, number>> {
  const entries = files.map(async ({ realPath }) => [realPath, (await stat(realPath)).mtimeMs] as const);
  return new Map(await Promise.all(entries));
}

/** Makes a folder of complete files the folder `target`; after it, a crash of the machine loses none of them. */
export async function publishFolder(temporary: string, names: readonly string[], target: string) {
  for (const name of names) await sync(path.join(temporary, name));
  await sync(temporary);
  await rm(target, { recursive: true, force: true });
  await rename(temporary, target);
  await sync(path.dirname(target));
}

/** The same for one file. */
export async function publishFile(temporary: string, target: string) {
  await sync(temporary);
  await rename(temporary, target);
  await sync(path.dirname(target));
}

async function sync(target: string) {
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
