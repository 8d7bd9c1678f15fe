import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { lineWrapper } from "@/lib/server/log";

export interface ChildSpec {
  name: string;
  /** Arguments of Node: options, script, arguments. */
  args: string[];
  env: NodeJS.ProcessEnv;
  logsDir: string;
  /** Also shows what the child prints (development). */
  echo?: boolean;
}

export interface Supervised {
  readonly pid: number | undefined;
  /** How often the child ended without having been asked to, since it last ran for a while. */
  readonly failures: number;
  stop(): Promise<void>;
}

const BACKOFF_MS = { first: 200, most: 10_000 };
const STEADY_MS = 30_000;
const GRACE_MS = 15_000;
const LOG_BYTES_MAX = 20 * 1024 * 1024;

/** Keeps one child running: starts it again when it ends, later each time, until it is stopped. */
export function supervise(spec: ChildSpec, onChange: () => void): Supervised {
  const log = openLog(spec);
  let child: ChildProcess | undefined;
  let failures = 0;
  let isStopping = false;
  let restart: NodeJS.Timeout | undefined;

  const start = () => {
    const startedMs = Date.now();
    // The channel tells the child when the launcher is gone, even after kill -9.
    child = spawn(process.execPath, spec.args, { env: spec.env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    child.stdout?.setEncoding("utf8").on("data", lineWrapper(spec.name, "info", log));
    child.stderr?.setEncoding("utf8").on("data", lineWrapper(spec.name, "error", log));
    child.once("close", (code, signal) => {
      child = undefined;
      if (isStopping) return;
      failures = Date.now() - startedMs > STEADY_MS ? 1 : failures + 1;
      const delayMs = Math.min(BACKOFF_MS.first * 2 ** (failures - 1), BACKOFF_MS.most);
      log(`${line("error", `ended with ${signal ?? `exit code ${code}`}; starts again in ${delayMs} ms`)}\n`);
      restart = setTimeout(start, delayMs);
      onChange();
    });
    onChange();
  };
  const line = (level: string, msg: string) =>
    JSON.stringify({ level, time: new Date().toISOString(), process: spec.name, msg });

  start();
  return {
    get pid() {
      return child?.pid;
    },
    get failures() {
      return failures;
    },
    stop() {
      isStopping = true;
      clearTimeout(restart);
      const running = child;
      if (!running) return Promise.resolve();
      return new Promise((resolve) => {
        const kill = setTimeout(() => running.kill("SIGKILL"), GRACE_MS);
        running.once("close", () => {
          clearTimeout(kill);
          resolve();
        });
        running.kill("SIGTERM");
      });
    },
  };
}

function openLog({ name, logsDir, echo }: ChildSpec): (line: string) => void {
  mkdirSync(logsDir, { recursive: true, mode: 0o700 });
  const path = join(logsDir, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  const file = createWriteStream(path, { flags: "a", mode: 0o600 });
  // A full disk must not end the launcher; the children go on without their log.
  file.on("error", () => undefined);
  return (line) => {
    file.write(line);
    if (echo) process.stdout.write(line);
  };
}
