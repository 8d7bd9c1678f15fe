import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bundle } from "@/scripts/bundle.mjs";
import { root } from "../root";

const WAIT_MS = 50_000;

/** The smallest web process: healthy as soon as it listens, and it says who it is. */
const WEB = `
import { createServer } from "node:http";
createServer((request, response) => response.end(JSON.stringify({ pid: process.pid, database: process.env.DATABASE_URL })))
  .listen(process.env.PORT, process.env.HOST);
console.log("plain words, token asof_0123456789ab_secretsecret");
process.on("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
`;
const WORKER = `
setInterval(() => undefined, 1000);
process.on("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
`;

export interface Launcher {
  child: ChildProcess;
  stdout: () => string[];
  stderr: () => string[];
  /** Waits for a line of standard output. */
  line(pattern: RegExp): Promise<string>;
  exit: Promise<number | null>;
}

/** The real launcher with stand-ins for web and worker, so that only the launcher itself is looked at. */
export async function bundleLauncher() {
  // Below node_modules, so that packages resolve as they do from dist/.
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "node_modules/.cache/asof-up-"));
  await bundle(["processes/up.ts"], folder);
  writeFileSync(join(folder, "web.mjs"), WEB);
  writeFileSync(join(folder, "worker.mjs"), WORKER);
  const running = new Set<ChildProcess>();
  return {
    start(env: Record<string, string>, args: string[] = ["--no-demo"]): Launcher {
      const launcher = follow(
        spawn(process.execPath, [join(folder, "up.mjs"), ...args], {
          env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
          stdio: ["ignore", "pipe", "pipe"],
        }),
      );
      running.add(launcher.child);
      void launcher.exit.then(() => running.delete(launcher.child));
      return launcher;
    },
    async remove() {
      await Promise.all([...running].map((child) => ended(child)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  if (child.exitCode === null && child.kill("SIGTERM")) await gone;
}

function follow(child: ChildProcess): Launcher {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const exit = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return {
    child,
    stdout,
    stderr,
    exit,
    line: (pattern) =>
      until(
        `${pattern} in:\n${stdout().join("\n")}\n${stderr().join("\n")}`,
        () => stdout().find((line) => pattern.test(line)) ?? null,
      ),
  };
}

function collect(stream: NodeJS.ReadableStream | null): () => string[] {
  let text = "";
  stream?.on("data", (chunk) => {
    text += String(chunk);
  });
  return () => text.split("\n").filter(Boolean);
}

/** Asks again and again until there is an answer. */
export async function until<T>(what: string, ask: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
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

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
