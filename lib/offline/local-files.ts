import "server-only";
import { copyFile, link, mkdir, open, rm, stat } from "node:fs/promises";
import path from "node:path";
import { notFound } from "@/lib/core/errors";
import type { FileStore } from "./file-store";

/** Files in a folder of this machine. */
export function openLocalFiles(root: string): FileStore {
  const at = (name: string) => {
    const absolute = path.resolve(root, name);
    if (path.relative(root, absolute).startsWith("..")) throw new Error(`${name} leads out of the folder`);
    return absolute;
  };

  return {
    async copy(from, to) {
      const [source, target] = [at(from), at(to)];
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await rm(target, { force: true });
      // Files are never written to again, so a second name is as good as a second file.
      await link(source, target).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") throw notFound("The file");
        await copyFile(source, target);
      });
      await sync(target);
      await sync(path.dirname(target));
    },
    async exists(name) {
      return (await stat(at(name)).catch(() => null)) !== null;
    },
    async remove(name) {
      await rm(at(name), { recursive: true, force: true });
    },
  };
}

async function sync(target: string) {
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
