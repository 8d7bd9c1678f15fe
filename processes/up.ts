import { join } from "node:path";
import { AppError } from "@/lib/core/errors";
import { readOrCreateSecret, removeUnfinished, requireWritable } from "@/lib/store/data-folder";
import { migrate } from "@/lib/store/migrate";
import { type RunState, watchRun } from "@/lib/store/watch-run";
import { migrationsFolder, root } from "./root";
import { type ChildSpec, type Supervised, supervise } from "./up/child";
import { type Database, openOwnDatabase } from "./up/database";
import { readOptions, type UpOptions } from "./up/options";
import { requireFreePort } from "./up/port";
import { untilHealthy } from "./up/ready";
import { endLeftOvers, openRecord } from "./up/records";
import { setupPath } from "./up/setup-link";

/** A rendered page leaves much behind at once: with 16 MB, the default, and with 128 the slowest pages take a sixth longer. */
const YOUNG_MB = 32;

const stopping = new AbortController();
/** What to undo, last first. */
const undo: (() => Promise<void>)[] = [];

const say = (line: string) => console.log(line);

// A terminal that was closed must not keep the launcher from stopping what it started.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
if (process.channel) process.once("disconnect", () => void stop());

try {
  await up(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  if (!stopping.signal.aborted) await fail(error);
}

/** PostgreSQL, migrations, web and worker; ready lines; then until a signal. */
async function up(options: UpOptions): Promise<void> {
  requireWritable(options.dataDir);
  removeUnfinished(options.dataDir);
  await endLeftOvers(options.dataDir);
  await requireFreePort(options.host, options.port);
  const opening = openDatabase(options);
  undo.push(async () => (await opening.catch(() => null))?.stop());
  const database = await opening;
  if (stopping.signal.aborted) return;
  const applied = await database.outlive(() => migrate(database.url, migrationsFolder));
  if (applied.length > 0) say(`Metadata store: ${applied.length} migrations applied.`);
  const children = startChildren(options, database.url);
  await untilHealthy({
    origin: options.url,
    children,
    logsDir: options.logsDir,
    say,
    signal: stopping.signal,
  });
  if (stopping.signal.aborted) return;
  say(`Asof is ready: ${options.url}`);
  if (options.wantsDemo) return await followDemo(options, database.url);
  const path = await database.outlive(() => setupPath(database.url));
  if (path) say(`Create the first administrator: ${options.publicUrl}${path}`);
}

async function openDatabase({ databaseUrl, dataDir }: UpOptions): Promise<Database> {
  if (databaseUrl) return { url: databaseUrl, outlive: (work) => work(), stop: async () => undefined };
  say("Starting PostgreSQL …");
  return openOwnDatabase(dataDir, say);
}

function startChildren(options: UpOptions, databaseUrl: string): Record<string, Supervised> {
  const { host, port, dataDir, logsDir, isDevelopment, wantsDemo } = options;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: isDevelopment ? "development" : "production",
    HOST: host,
    PORT: String(port),
    ASOF_DATA_DIR: dataDir,
    ASOF_SECRET: options.secret ?? readOrCreateSecret(join(dataDir, "secret")),
    ASOF_DEMO: wantsDemo ? "1" : "0",
    DATABASE_URL: databaseUrl,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const record = openRecord(dataDir);
  const children: Record<string, Supervised> = {};
  const note = () => record.write(Object.values(children).flatMap(({ pid }) => pid ?? []));
  const start = (name: string, args: string[], more: Partial<ChildSpec> = {}) => {
    children[name] = supervise(
      { name, args: ["--enable-source-maps", ...args], env, logsDir, ...more },
      note,
    );
    note();
  };
  undo.push(async () => {
    await Promise.all(Object.values(children).map((child) => child.stop()));
    record.remove();
  });
  start("worker", [join(import.meta.dirname, "worker.mjs")]);
  if (isDevelopment) start("web", nextDev(host, port), { echo: true });
  else start("web", [`--max-semi-space-size=${YOUNG_MB}`, join(import.meta.dirname, "web.mjs")]);
  return children;
}

function nextDev(host: string, port: number): string[] {
  const next = join(root, "node_modules/next/dist/bin/next");
  return [next, "dev", "--hostname", host, "--port", String(port)];
}

async function followDemo({ url }: UpOptions, databaseUrl: string): Promise<void> {
  const end = await watchRun(databaseUrl, "demo", sayProgress, stopping.signal);
  if (end?.status === "succeeded") say(`Demo is ready: ${url}/p/flights`);
  if (end?.status === "failed")
    say(`The demo project could not be built: ${end.error ?? "no reason was given"}`);
}

function sayProgress({ status, progress }: RunState): void {
  if (status === "succeeded" || status === "failed" || !progress.phase) return;
  const percent = progress.percent === null ? "" : ` ${Math.round(progress.percent)} %`;
  say(`Demo:${percent} ${progress.phase}`);
}

async function fail(error: unknown): Promise<never> {
  const expected = error instanceof AppError;
  console.error(
    expected ? error.message : `Asof could not start: ${error instanceof Error ? error.message : error}`,
  );
  stopping.abort();
  await undoAll();
  process.exit(1);
}

async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  say("Stopping …");
  await undoAll();
  process.exit(0);
}

async function undoAll(): Promise<void> {
  for (const step of undo.reverse()) await step().catch((error: unknown) => console.error(String(error)));
}
