import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { isGone } from "../child-under-test";
import { descendants } from "../product-under-test";

export const VICTIMS = ["engine", "postgres", "worker", "web", "launcher"] as const;
export type Victim = (typeof VICTIMS)[number];

/** Ids of the processes that run, by what they are. */
export type Running = Record<Victim, number[]>;

/** The processes of one launcher that run at this moment, by what they are. */
export function runningProcesses(launcherPid: number, dataDir: string): Running {
  const found: Running = { launcher: [], web: [], worker: [], engine: [], postgres: [] };
  if (!isGone(launcherPid)) found.launcher.push(launcherPid);
  for (const pid of descendants(launcherPid)) {
    const command = read(`/proc/${pid}/cmdline`);
    if (command.includes("engine.mjs")) found.engine.push(pid);
    else if (command.includes("worker.mjs")) found.worker.push(pid);
    // Next renames its process.
    else if (/web\.mjs|^next-server/.test(command)) found.web.push(pid);
  }
  const server = serverPid(dataDir);
  if (server !== null) found.postgres.push(server, ...descendants(server));
  return found;
}

/** The process that answers for the database: of an earlier launcher, too. */
export function serverPid(dataDir: string): number | null {
  const pid = Number(read(join(dataDir, "postgres/postmaster.pid")).split("\n")[0]);
  return pid > 0 && read(`/proc/${pid}/cmdline`).includes("postgres") ? pid : null;
}

/** Processes of these bundles that belong to no launcher that runs; their command lines. */
export function orphanProcesses(bundles: string, running: Running): string[] {
  const known = Object.values(running).flat();
  return list("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && !known.includes(pid) && !isGone(pid) && belongsTo(bundles, pid))
    .map((pid) => `process ${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

// Next's process hides its command line, but works in the folder of the bundles; an engine is run from there.
function belongsTo(bundles: string, pid: number): boolean {
  return readLink(`/proc/${pid}/cwd`) === bundles || read(`/proc/${pid}/cmdline`).includes(bundles);
}

/** Temporary files of processes that are gone; each name relative to the data folder. */
export function orphanFiles(dataDir: string, running: Running): string[] {
  const isUnfinished = (name: string) => /^\.write-probe-|\.new-\d+$/.test(name);
  const inUse = running.engine.map((pid) => readLink(`/proc/${pid}/cwd`));
  return [
    ...list(dataDir).filter(isUnfinished),
    ...list(join(dataDir, "run"))
      .filter((name) => !running.launcher.some((pid) => name === `${pid}.json`))
      .map((name) => `run/${name}`),
    ...list(join(dataDir, "engine"))
      .filter((name) => !inUse.includes(join(dataDir, "engine", name)))
      .map((name) => `engine/${name}`),
  ];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
