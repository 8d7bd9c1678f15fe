import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { removeUnfinished } from "@/lib/store/data-folder";

/** A process, told apart from a later one that got the same id. */
interface ProcessMark {
  pid: number;
  started: string;
}

interface LauncherRecord {
  launcher: ProcessMark;
  children: ProcessMark[];
}

const END_MS = 15_000;

/** The note that a launcher keeps of its children while it runs, for a later start to find after a kill -9. */
export function openRecord(dataDir: string) {
  const folder = join(dataDir, "run");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeUnfinished(folder);
  const path = join(folder, `${process.pid}.json`);
  const temporary = `${path}.new-${process.pid}`;
  return {
    write(childPids: readonly number[]) {
      const record: LauncherRecord = { launcher: mark(process.pid), children: childPids.map(mark) };
      writeFileSync(temporary, JSON.stringify(record));
      renameSync(temporary, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** Ends the children of launchers that are gone. Those of a launcher that still runs are left alone. */
export async function endLeftOvers(dataDir: string): Promise<void> {
  const folder = join(dataDir, "run");
  const names = listing(folder);
  for (const name of names) {
    const path = join(folder, name);
    const record = parse(path);
    if (record && isAlive(record.launcher)) continue;
    await Promise.all((record?.children ?? []).map(end));
    rmSync(path, { force: true });
  }
}

async function end(child: ProcessMark): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const deadline = Date.now() + END_MS;
    if (isAlive(child)) process.kill(child.pid, signal);
    while (isAlive(child) && Date.now() < deadline) await delay(50);
  }
}

// Without a start time nothing proves that the id still means the same process: then it is left alone.
const isAlive = ({ pid, started }: ProcessMark) => started !== "" && startOf(pid) === started;

const mark = (pid: number): ProcessMark => ({ pid, started: startOf(pid) });

/** When the process began, in the kernel's ticks since boot; empty where there is no /proc, or for a zombie. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function parse(path: string): LauncherRecord | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
