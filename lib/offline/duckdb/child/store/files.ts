import "server-only";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** A writer's own temporary folder, beside its target, so that a rename never crosses file systems. */
export function temporaryFolder(folder: string, writeId: string): string {
  return path.join(folder, `.writing-${writeId}`);
}

/** Gives `work` an empty folder of its own inside the target, and removes it whatever happens. */
export async function inTemporaryFolder<T>(
  folder: string,
  writeId: string,
  work: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = temporaryFolder(folder, writeId);
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  try {
    return await work(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Makes the file's bytes durable. @returns its size and digest (SHA-256, hex). */
export async function settle(file: string): Promise<{ bytes: number; sha256: string }> {
  await sync(file);
  const { size } = await stat(file);
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return { bytes: size, sha256: hash.digest("hex") };
}

/** Moves settled files into their folder and makes their names durable: after this a commit may name them. */
export async function publish(temporary: string, folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rename(path.join(temporary, name), path.join(folder, name));
  // The folder may be new, and so may those above it: project, group, version.
  let current = folder;
  for (let level = 0; level < 4; level++) {
    await sync(current);
    current = path.dirname(current);
  }
}

/** Removes whatever lies in a folder beside what is named; a folder that is not there holds nothing. */
export async function sweep(folder: string, keep: readonly string[]): Promise<string[]> {
  const kept = new Set(keep);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const orphans = names.filter((name) => !kept.has(name));
  for (const name of orphans) await rm(path.join(folder, name), { recursive: true, force: true });
  if (orphans.length > 0) await sync(folder);
  return orphans;
}

async function sync(target: string) {
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
