import "server-only";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { POSTGRES_ENV, type PostgresBinaries } from "./postgres-binaries";
import { lockHolder } from "./postgres-cluster";

export const HOST = "127.0.0.1";

export interface ServerLaunch {
  dataDir: string;
  /** PGDATA. */
  cluster: string;
  binaries: PostgresBinaries;
  port?: number;
  throwaway?: boolean;
  /** Milliseconds since the epoch. */
  deadline: number;
}

/** Starts the server process: true once it holds its lock file, false when it ended before. */
export async function launchServer(options: ServerLaunch): Promise<boolean> {
  const { dataDir, cluster, binaries, throwaway = false, deadline } = options;
  const port = options.port ?? (await choosePort(dataDir));
  const logs = join(dataDir, "logs");
  await mkdir(logs, { recursive: true });
  const { file, args } = binaries.command("postgres", ["-D", cluster, ...settings(port, logs, throwaway)]);
  const log = openSync(startLog(dataDir), "w", 0o600);
  const child = spawn(file, args, {
    env: POSTGRES_ENV,
    cwd: "/",
    stdio: ["ignore", log, log],
    // In a process group of its own, Ctrl-C reaches the launcher only, which stops the server last.
    detached: !throwaway,
  });
  closeSync(log);
  child.unref();
  let over = false;
  child.once("error", () => {
    over = true;
  });
  child.once("exit", () => {
    over = true;
  });
  while (!over && Date.now() < deadline) {
    if ((await lockHolder(cluster))?.port === port) {
      await writeFile(join(dataDir, "postgres-port"), `${port}\n`);
      return true;
    }
    await delay(20);
  }
  return false;
}

function settings(port: number, logs: string, throwaway: boolean): string[] {
  const values: Record<string, string> = {
    port: String(port),
    listen_addresses: HOST,
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(throwaway
      ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }
      : {
          logging_collector: "on",
          log_destination: "jsonlog",
          log_directory: logs,
          log_filename: "postgres-%a.log",
          log_truncate_on_rotation: "on",
          log_rotation_age: "1d",
        }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function choosePort(dataDir: string): Promise<number> {
  const remembered = Number(await readFile(join(dataDir, "postgres-port"), "utf8").catch(() => ""));
  if (remembered && (await listensOn(remembered)) === remembered) return remembered;
  return listensOn(0);
}

function listensOn(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(-1));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === "object" && bound ? bound.port : -1));
    });
  });
}

/** What the server says before its own log begins: the reason when it does not start. */
export const startLog = (dataDir: string) => join(dataDir, "logs", "postgres-start.log");
