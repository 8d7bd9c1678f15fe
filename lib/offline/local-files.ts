import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { AppError, notFound } from "@/lib/core/errors";
import { type FileStore, WRITING_PREFIX } from "./file-store";

const MB = 1024 * 1024;

/** Files in a folder of this machine. */
export function openLocalFiles(root: string): FileStore {
  const at = (name: string) => {
    const absolute = path.resolve(root, name);
    if (path.relative(root, absolute).startsWith("..")) throw new Error(`${name} leads out of the folder`);
    return absolute;
  };

  return {
    async write(name, content, bytesMax) {
      const target = at(name);
      const temporary = path.join(path.dirname(target), `${WRITING_PREFIX}${randomUUID()}`);
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      const hash = createHash("sha256");
      let bytes = 0;
      const handle = await open(temporary, "wx", 0o600);
      try {
        try {
          for await (const chunk of content) {
            bytes += chunk.byteLength;
            if (bytes > bytesMax)
              throw new AppError("LIMIT", `The file may hold at most ${Math.floor(bytesMax / MB)} MB.`);
            hash.update(chunk);
            await handle.appendFile(chunk);
          }
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, target);
        await sync(path.dirname(target));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return { bytes, sha256: hash.digest("hex") };
    },
    async copy(from, to) {
      const [source, target] = [at(from), at(to)];
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await rm(target, { force: true });
      // Files are never written to again, so a second name is as good as a second file.
      await link(source, target).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") throw notFound("The file");
        await copyFile(source, target);
      });
      await sync(path.dirname(target));
    },
    async open(name) {
      const handle = await open(at(name), "r").catch(() => null);
      const found = await handle?.stat();
      if (!handle || !found?.isFile()) {
        await handle?.close();
        throw notFound("The file");
      }
      const stream = Readable.toWeb(handle.createReadStream({ highWaterMark: MB }));
      // Safe: a file is read as bytes; the types of Node and of the web only name them apart.
      return { bytes: found.size, stream: stream as ReadableStream<Uint8Array> };
    },
    async exists(name) {
      return (await stat(at(name)).catch(() => null)) !== null;
    },
    async remove(name) {
      await rm(at(name), { recursive: true, force: true });
    },
    async sweep(folder) {
      const names = await readdir(at(folder)).catch(() => []);
      for (const name of names.filter((one) => one.startsWith(WRITING_PREFIX)))
        await rm(path.join(at(folder), name), { recursive: true, force: true });
    },
    async expire(folder, before) {
      const entries = await readdir(at(folder), { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries.filter((one) => one.isFile())) {
        const file = path.join(entry.parentPath, entry.name);
        const found = await stat(file).catch(() => null);
        if (found && found.mtime < before) await rm(file, { force: true });
      }
    },
  };
}

async function sync(folder: string) {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
