import "server-only";
import { execFile, spawn } from "node:child_process";
import { access, readdir, readFile, readlink, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "@/lib/core/errors";
import { readOrCreateSecret, requireWritable } from "./data-folder";
import { POSTGRES_ENV, type PostgresBinaries } from "./postgres-binaries";

const run = promisify(execFile);

/** One embedded server's files and its superuser's password. */
export interface PostgresCluster {
  /** The cluster's folder (PGDATA), without symbolic links. */
  path: string;
  password: string;
}

/** Creates the cluster and its password once; later calls read them. Safe when two processes arrive together. */
export async function preparePostgresCluster(
  dataDir: string,
  binaries: PostgresBinaries,
): Promise<PostgresCluster> {
  requireWritable(dataDir);
  const password = readOrCreateSecret(join(dataDir, "postgres-password"));
  const cluster = join(dataDir, "postgres");
  if (!(await exists(join(cluster, "PG_VERSION")))) await initialise(dataDir, cluster, binaries);
  await requireOwned(cluster);
  return { path: cluster, password };
}

/** The process that holds the cluster's lock file, and the port it listens on. */
export async function lockHolder(cluster: string): Promise<{ pid: number; port: number } | null> {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 ? { pid, port } : null;
}

/** Whether the process exists and is a PostgreSQL server of this cluster (a recycled id or a zombie is not). */
export async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const command = await commandLine(pid);
  return command === null || (command.includes("postgres") && command.includes(cluster));
}

/**
 * Removes the lock file of a server that is gone but whose process id was given to somebody else: PostgreSQL
 * itself would take that process for a running server. Left alone while any process still works in the cluster.
 */
export async function clearStaleLock(cluster: string): Promise<void> {
  const holder = await lockHolder(cluster);
  if (!holder || (await isServerOf(cluster, holder.pid)) || (await backendsIn(cluster)) > 0) return;
  await rm(join(cluster, "postmaster.pid"), { force: true });
}

async function initialise(dataDir: string, cluster: string, binaries: PostgresBinaries): Promise<void> {
  const fresh = join(dataDir, `postgres.new-${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  const { file, args } = binaries.command("initdb", [
    "--pgdata",
    fresh,
    "--username=postgres",
    "--auth=scram-sha-256",
    `--pwfile=${join(dataDir, "postgres-password")}`,
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
  ]);
  await complete(file, args);
  await rename(fresh, cluster).catch(async (error: NodeJS.ErrnoException) => {
    await rm(fresh, { recursive: true, force: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
}

function complete(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: POSTGRES_ENV, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const reason = stderr.trim().split("\n").at(-1) ?? "";
      reject(new AppError("UNAVAILABLE", `PostgreSQL could not create its data folder: ${reason}`));
    });
  });
}

// Inside the user namespace only our own id is mapped: a cluster of somebody else is foreign to PostgreSQL too.
async function requireOwned(cluster: string): Promise<void> {
  const { uid } = await stat(cluster);
  const own = process.getuid?.() ?? uid;
  if (uid === own) return;
  throw new AppError(
    "UNAVAILABLE",
    `${cluster} belongs to user ${uid}, but Asof runs as user ${own}; start it as that user, or set ASOF_DATA_DIR to another folder.`,
  );
}

async function commandLine(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
  } catch {
    const { stdout } = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
    return stdout || null;
  }
}

async function backendsIn(cluster: string): Promise<number> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")));
  return folders.filter((folder) => folder === cluster).length;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
