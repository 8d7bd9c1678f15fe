import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "./root";

/** Far more than anything takes, so that only what never comes is given up. */
const WAIT_MS = 150_000;

/** For `vi.setConfig` in tests that start real processes: a busy machine may take its time. */
export const PATIENCE = { testTimeout: 240_000, hookTimeout: 240_000 };

/** A process of ours under test, and what it says. */
export interface Child {
  process: ChildProcess;
  stdout: () => string[];
  stderr: () => string[];
  /** Waits for a line of standard output. */
  line(pattern: RegExp): Promise<string>;
  /** The exit code; `null` after a signal. Waits until its output is read, too. */
  exit: Promise<number | null>;
}

export interface ChildStart {
  env: Record<string, string>;
  args?: readonly string[];
  /** Programs that start it: `["setpriv", "--reuid", "1000"]`. */
  prefix?: readonly string[];
  cwd?: string;
  /** Opens the channel by which a launcher's children learn that it is gone. */
  hasLauncher?: boolean;
}

/** Runs a bundle on this Node, with nothing of our own environment but the path of programs. */
export function startChild(bundle: string, start: ChildStart): Child {
  const { env, args = [], prefix = [], cwd, hasLauncher = false } = start;
  const [file = "", ...rest] = [...prefix, process.execPath, bundle, ...args];
  const child = spawn(file, rest, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe", ...(hasLauncher ? (["ipc"] as const) : [])],
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const exit = exitOf(child);
  const said = () => `${stdout().slice(-40).join("\n")}\n${stderr().slice(-40).join("\n")}`;
  return {
    process: child,
    stdout,
    stderr,
    exit,
    async line(pattern) {
      try {
        return await until(String(pattern), () => stdout().find((line) => pattern.test(line)) ?? null);
      } catch (error) {
        throw new Error(`it said:\n${said()}`, { cause: error });
      }
    },
  };
}

/** A folder for bundles: below node_modules, so that packages resolve as they do from dist/. */
export function bundleFolder(): string {
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  return mkdtempSync(join(root, "node_modules/.cache/asof-bundle-"));
}

/** Not its event `close`: that never comes when the channel was closed from this side. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  const ends = [child.stdout, child.stderr].map((stream) => stream && once(stream, "close"));
  const [code] = (await once(child, "exit")) as [number | null];
  await Promise.all(ends);
  return code;
}

function collect(stream: NodeJS.ReadableStream | null): () => string[] {
  let text = "";
  stream?.on("data", (chunk) => {
    text += String(chunk);
  });
  return () => text.split("\n").filter(Boolean);
}

/** Asks again and again until there is an answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  waitMs = WAIT_MS,
): Promise<T> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== null) return answer;
    await delay(25);
  }
  throw new Error(`waited in vain for ${what}`);
}

export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "asof-up-")));
}

/** Not one that the system may give to anybody's outgoing connection while nothing of ours listens there. */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_000);
  return (await canListen(port)) ? port : await freePort();
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** A zombie is gone: it only waits for its parent to take notice. */
export function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return existsSync("/proc/self") || !canSignal(pid);
  }
}

function canSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
