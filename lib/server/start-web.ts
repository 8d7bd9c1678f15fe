import "server-only";
import { readEnv } from "./env";
import { configureLog } from "./log";
import { startTracing } from "./tracing";

/** What Next's own copy of the server modules needs before the first request. */
export async function startWeb(): Promise<void> {
  const { logLevel, otlpEndpoint } = readEnv();
  configureLog("web", logLevel);
  await startTracing("web", otlpEndpoint);
}
