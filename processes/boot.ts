import { AppError } from "@/lib/core/errors";
import { type Env, readEnv } from "@/lib/server/env";
import { configureLog, log, wrapOutput } from "@/lib/server/log";
import { startTracing, stopTracing } from "@/lib/server/tracing";
import { migrate } from "@/lib/store/migrate";
import { migrationsFolder } from "./root";

/** Until there is something to stop, a process whose launcher is gone just ends. */
let withoutLauncher: () => void = () => process.exit(0);

/** What every process does first: one format of output, a checked environment, a migrated database. */
export async function boot(name: string, start: (env: Env) => Promise<void>): Promise<void> {
  wrapOutput(name);
  process.on("unhandledRejection", (reason) => giveUp(reason));
  process.on("uncaughtException", (error) => giveUp(error));
  process.once("disconnect", () => withoutLauncher());
  // The launcher may have gone before anybody listened.
  if (process.connected === false) withoutLauncher();
  try {
    const env = readEnv();
    configureLog(name, env.logLevel);
    await startTracing(name, env.otlpEndpoint);
    const applied = await migrate(env.databaseUrl, migrationsFolder);
    if (applied.length > 0) log.info({ migrations: applied }, "migrated the metadata store");
    await start(env);
  } catch (error) {
    giveUp(error);
  }
}

/** Runs `stop` once, on a signal or when the launcher is gone, and ends the process in time whatever happens. */
export function onStop(graceMs: number, stop: () => Promise<void>): void {
  // Taken now: `stop` may hold it back while a library wants to end the process too early.
  const { exit } = process;
  let isCalled = false;
  const begin = (reason: string) => {
    if (isCalled) return;
    isCalled = true;
    log.info({ reason }, "stopping");
    setTimeout(() => {
      log.warn({ graceMs }, "stopped before everything had ended");
      exit(0);
    }, graceMs).unref();
    stop()
      .then(stopTracing)
      .then(
        () => exit(0),
        (error) => giveUp(error),
      );
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => begin(signal));
  withoutLauncher = () => begin("launcher gone");
}

function giveUp(error: unknown): never {
  if (error instanceof AppError) log.fatal({ code: error.code }, error.message);
  else log.fatal({ err: error }, "ended by an unexpected error");
  process.exit(1);
}
