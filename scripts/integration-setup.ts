import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/store/embedded-postgres";
import { migrate } from "@/lib/store/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** The server's maintenance database: to create and drop databases, never to hold tables. */
    postgresUrl: string;
    /** A migrated, empty database to copy. */
    templateDatabase: string;
  }
}

const PREFIX = "asof-test-";
const TEMPLATE = "asof_template";
const MIGRATIONS = fileURLToPath(new URL("../prisma/migrations", import.meta.url));

let folder = "";
let server: EmbeddedPostgres | undefined;

export async function setup({ provide }: TestProject): Promise<void> {
  await removeLeftOvers();
  folder = await mkdtemp(join(await realpath(tmpdir()), PREFIX));
  await writeFile(join(folder, "owner-pid"), String(process.pid));
  server = await startEmbeddedPostgres({ dataDir: folder, throwaway: true });
  await migrate(await server.database(TEMPLATE), MIGRATIONS);
  provide("postgresUrl", await server.database("postgres"));
  provide("templateDatabase", TEMPLATE);
}

export async function teardown(): Promise<void> {
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}

// A run that was killed could not tidy up after itself.
async function removeLeftOvers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const path = join(tmpdir(), name);
    const owner = Number(await readFile(join(path, "owner-pid"), "utf8").catch(() => ""));
    if (!owner || isAlive(owner)) continue;
    await rm(join(path, "owner-pid"), { force: true });
    const orphan = await readFile(join(path, "postgres", "postmaster.pid"), "utf8").catch(() => "");
    if (orphan) await startEmbeddedPostgres({ dataDir: path, throwaway: true }).then((found) => found.stop());
    await rm(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
