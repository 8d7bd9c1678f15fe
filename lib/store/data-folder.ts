import "server-only";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "@/lib/core/errors";

/** Creates the data folder, or says in one sentence why that is impossible. */
export function requireWritable(dataDir: string): void {
  const probe = `${dataDir}/.write-probe-${process.pid}`;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    writeFileSync(probe, "", { mode: 0o600 });
    rmSync(probe);
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      `The data folder ${dataDir} cannot be written; make it writable for this user, or set ASOF_DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/** A random secret kept in a file that only its owner can read. Of several writers at once the first wins. */
export function readOrCreateSecret(path: string): string {
  const found = read(path);
  if (found) return found;
  requireWritable(dirname(path));
  const temporary = `${path}.new-${process.pid}`;
  writeFileSync(temporary, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  rmSync(temporary);
  return read(path);
}

/** Removes what processes that are gone had not finished: files and folders named after them (`.new-<process id>`). */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/(?:^\.write-probe|\.new)-(\d+)$/.exec(name)?.[1]);
    if (pid && !isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
