import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startQueue } from "@/lib/jobs/queue";
import {
  type OtlpCollector,
  type ReceivedSpan,
  startOtlpCollector,
} from "@/lib/server/otlp-collector-under-test";
import { createTestDatabase, type TestDatabase } from "@/lib/store/test-database";
import { freePort, PATIENCE, temporaryFolder, until } from "./child-under-test";
import { DELAYS_PREVIEW, defineDelays, isDelaysPreview } from "./delays-under-test";
import {
  adminToken,
  api,
  bundleProduct,
  type Product,
  pretendDemoIsBuilt,
  untilHealth,
} from "./product-under-test";

vi.setConfig(PATIENCE);

let product: Product;
let database: TestDatabase;
let collector: OtlpCollector;
let dataDir: string;
let origin: string;

beforeEach(async () => {
  [product, database, collector] = await Promise.all([
    bundleProduct(),
    createTestDatabase(),
    startOtlpCollector(),
  ]);
  dataDir = temporaryFolder();
});
afterEach(async () => {
  await product.remove();
  await database.drop();
  collector.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Web and worker as they run in production; `more` is their environment beside what they need. */
async function startBoth(more: Record<string, string>) {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const env = { DATABASE_URL: database.url, ASOF_DATA_DIR: dataDir, PORT: String(port), ...more };
  const both = [product.start("web", { env }), product.start("worker", { env })] as const;
  await untilHealth(origin, 200);
  return both;
}

async function definePreview() {
  const access = { origin, token: await adminToken(database.url) };
  await defineDelays(access, dataDir);
  expect(await api(access, "POST /projects/flights/preview", DELAYS_PREVIEW)).toSatisfy(isDelaysPreview);
}

test("one request is one trace through web, store and engine, and the job that it queued continues it in the worker", async () => {
  const [web, worker] = await startBoth({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  await definePreview();
  const route = await until("the request's span", () => named("route previewFeatures")[0] ?? null);
  await pretendDemoIsBuilt(database.url);
  await sendDemoJob(`00-${route.traceId}-${route.spanId}-01`);
  await until("the job's span", () => named("job demo")[0] ?? null);
  web.process.kill("SIGTERM");
  worker.process.kill("SIGTERM");
  expect(await Promise.all([web.exit, worker.exit])).toEqual([0, 0]);

  const trace = collector.spans.filter(({ traceId }) => traceId === route.traceId);
  const ways = trace.map((span) => wayTo(span, trace));
  const request = "asof-web POST /api/v1/projects/[project]/preview";
  const handler = "asof-web executing api route (app) /api/v1/projects/[project]/preview";
  const verb = [request, handler, "asof-web route previewFeatures"];
  expect(ways).toContainEqual([request]);
  expect(ways).toContainEqual([...verb, "asof-web store read"]);
  expect(ways).toContainEqual([...verb, "asof-web engine runPit", "asof-web joining airport_delays"]);
  expect(ways).toContainEqual([...verb, "asof-worker job demo", "asof-worker store read"]);
  expect(ways).toContainEqual([...verb, "asof-worker job demo", "asof-worker store transaction"]);
  expect(named("route previewFeatures")).toHaveLength(1);
  expect(new Set(named("route applyDefinitions").map(({ traceId }) => traceId))).not.toContain(route.traceId);
});

test("without an endpoint no process loads the SDK, and all work as ever", async () => {
  const loaded = join(dataDir, "loaded");
  const watch = join(dataDir, "watch.mjs");
  writeFileSync(watch, WATCH);
  const quiet = { LOADED: loaded, NODE_OPTIONS: `--import ${watch}` };
  const [web, worker] = await startBoth(quiet);
  await definePreview();
  for (const { process: child, exit } of [web, worker]) {
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
  }
  const packages = new Set(readFileSync(loaded, "utf8").split("\n"));
  expect(packages).toContain("api");
  expect([...packages].filter((name) => /^(sdk|exporter|otlp|resources)/.test(name))).toEqual([]);
});

/** Writes down which packages of OpenTelemetry a process loads. */
const WATCH = `
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";
registerHooks({
  load(url, context, next) {
    const name = /node_modules\\/@opentelemetry\\/([^/]+)/.exec(url)?.[1];
    if (name) appendFileSync(process.env.LOADED, name + "\\n");
    return next(url, context);
  },
});
`;

const named = (name: string) => collector.spans.filter((span) => span.name === name);

/** The names from the first span of the trace down to this one. */
function wayTo(span: ReceivedSpan, trace: readonly ReceivedSpan[]): string[] {
  const parent = trace.find(({ spanId }) => spanId === span.parentSpanId);
  // A parent that never arrived must not look like none.
  const above = parent ? wayTo(parent, trace) : span.parentSpanId ? [`lost ${span.parentSpanId}`] : [];
  return [...above, `${span.service} ${span.name}`];
}

/** What a request does that queues a job. */
async function sendDemoJob(traceparent: string): Promise<void> {
  const queue = await startQueue({
    databaseUrl: database.url,
    handlers: {},
    onError: () => undefined,
    tracing: { current: () => traceparent, follow: (_job, work) => work() },
  });
  await queue.send("demo", {});
  await queue.stop(1_000);
}
