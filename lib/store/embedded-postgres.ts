import "server-only";
import { readFile, realpath } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Client, DatabaseError, escapeIdentifier } from "pg";
import { AppError } from "@/lib/core/errors";
import { requireWritable } from "./data-folder";
import { postgresBinaries } from "./postgres-binaries";
import {
  clearStaleLock,
  isServerOf,
  lockHolder,
  type PostgresCluster,
  preparePostgresCluster,
} from "./postgres-cluster";
import { HOST, launchServer, startLog } from "./postgres-launch";

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`postgres/`), its password and its log. */
  dataDir: string;
  /** Must be this port, because others already hold an address with it. Otherwise the last one, else any free one. */
  port?: number;
  /** For tests: a server without fsync, in the process group of its parent. */
  throwaway?: boolean;
}

export interface EmbeddedPostgres {
  port: number;
  /** False when a running server was found and joined. */
  startedHere: boolean;
  /** The address of one database of this server, created when it does not exist. */
  database(name: string): Promise<string>;
  /** Resolves when the connection to the server ends: after `stop`, or because the server went away. */
  ended: Promise<void>;
  /** Stops the server, unless another process still holds it: then only lets go of it. */
  stop(): Promise<void>;
}

const HOLDER = "asof-holder";
const STOP_LOCK = 7_402_001;
const START_TIMEOUT_MS = 60_000;
// A server that was killed may leave backends behind for some seconds; until they end, starts fail.
const LAUNCH_FAILURES_MAX = 12;

/**
 * A real PostgreSQL on this machine, from the programs that npm installed: finds the running one of this data
 * folder or starts it. Listens on the loopback address only, with a generated password and no unix socket.
 * UNAVAILABLE with one sentence for people when that is impossible.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  requireWritable(options.dataDir);
  const dataDir = await realpath(options.dataDir);
  const binaries = await postgresBinaries();
  const cluster = await preparePostgresCluster(dataDir, binaries);
  const deadline = Date.now() + START_TIMEOUT_MS;
  let startedHere = false;
  let failures = 0;
  while (Date.now() < deadline && failures < LAUNCH_FAILURES_MAX) {
    const running = await connectToRunning(cluster);
    if (running) return hold(running.client, running.port, cluster, startedHere);
    if (!(await isRunning(cluster))) {
      await clearStaleLock(cluster.path);
      startedHere = await launchServer({ ...options, dataDir, cluster: cluster.path, binaries, deadline });
      if (!startedHere) await delay(++failures * 100);
    }
    await delay(25);
  }
  throw await notStarted(dataDir);
}

async function isRunning(cluster: PostgresCluster): Promise<boolean> {
  const holder = await lockHolder(cluster.path);
  return holder !== null && (await isServerOf(cluster.path, holder.pid));
}

async function connectToRunning(cluster: PostgresCluster): Promise<{ client: Client; port: number } | null> {
  const holder = await lockHolder(cluster.path);
  if (!holder?.port || !(await isRunning(cluster))) return null;
  const client = new Client({
    connectionString: address(cluster, holder.port, "postgres"),
    application_name: HOLDER,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // Without a listener a later loss of the connection would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    if (rows[0]?.data_directory === cluster.path) return { client, port: holder.port };
  } catch {
    // Still starting up, or the port belongs to another server: the caller asks again until its deadline.
  }
  await client.end().catch(() => undefined);
  return null;
}

function hold(
  client: Client,
  port: number,
  cluster: PostgresCluster,
  startedHere: boolean,
): EmbeddedPostgres {
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  return {
    port,
    startedHere,
    ended,
    async database(name) {
      const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
      if (rowCount === 0) await createDatabase(client, name);
      return address(cluster, port, name);
    },
    async stop() {
      const last = await isLastHolder(client).catch(() => true);
      const holder = await lockHolder(cluster.path);
      if (last && holder && (await isServerOf(cluster.path, holder.pid)))
        await stopServer(cluster, holder.pid);
      await client.end().catch(() => undefined);
    },
  };
}

async function createDatabase(client: Client, name: string): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  } catch (error) {
    // Somebody else created it in between (unique_violation is how PostgreSQL reports that race).
    if (!(error instanceof DatabaseError && ["42P04", "23505"].includes(error.code ?? ""))) throw error;
  }
}

// The lock makes two that stop together take turns, so that the second one sees that it is the last.
async function isLastHolder(client: Client): Promise<boolean> {
  await client.query("SELECT pg_advisory_lock($1)", [STOP_LOCK]);
  const { rows } = await client.query<{ others: string }>(
    "SELECT count(*) AS others FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
    [HOLDER],
  );
  return rows[0]?.others === "0";
}

async function stopServer(cluster: PostgresCluster, pid: number): Promise<void> {
  const signals = [
    ["SIGINT", 20_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const;
  for (const [signal, graceMs] of signals) {
    const deadline = Date.now() + graceMs;
    if (!(await isServerOf(cluster.path, pid))) return;
    try {
      process.kill(pid, signal);
    } catch {
      // It ended in between: the next look says so.
    }
    while (Date.now() < deadline && (await isServerOf(cluster.path, pid))) await delay(20);
  }
}

async function notStarted(dataDir: string): Promise<AppError> {
  const log = startLog(dataDir);
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  const reason = lines.findLast((line) => /FATAL|ERROR/.test(line))?.replace(/^.*?(FATAL|ERROR):\s*/, "");
  return new AppError(
    "UNAVAILABLE",
    `PostgreSQL did not start in ${dataDir}${reason ? ` (${reason})` : ""}; read ${log}, or set DATABASE_URL to a server of your own.`,
  );
}

const address = ({ password }: PostgresCluster, port: number, database: string) =>
  `postgresql://postgres:${encodeURIComponent(password)}@${HOST}:${port}/${database}`;
