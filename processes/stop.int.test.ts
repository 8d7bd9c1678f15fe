import { once } from "node:events";
import { rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startQueue } from "@/lib/jobs/queue";
import { createTestDatabase, type TestDatabase } from "@/lib/store/test-database";
import { type Child, freePort, isGone, PATIENCE, temporaryFolder, until } from "./child-under-test";
import { DELAYS_PREVIEW, defineDelays } from "./delays-under-test";
import {
  adminToken,
  api,
  bundleProduct,
  descendants,
  type Product,
  pretendDemoIsBuilt,
  untilHealth,
} from "./product-under-test";

vi.setConfig(PATIENCE);

/** For so long an idle connection would keep the server waiting. */
const KEEP_ALIVE_MS = 5_000;
const CUT_OFF = /stopped before everything had ended/;

let product: Product;
let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  [product, database] = await Promise.all([bundleProduct(), createTestDatabase()]);
  dataDir = temporaryFolder();
});
afterAll(async () => {
  await product.remove();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const environment = () => ({ DATABASE_URL: database.url, ASOF_DATA_DIR: dataDir });

/** A web process in use: its engine has worked, so it has children. */
async function startWeb() {
  const port = await freePort();
  const child = product.start("web", { env: { ...environment(), PORT: String(port) } });
  const origin = `http://127.0.0.1:${port}`;
  await untilHealth(origin, 200);
  return { child, origin };
}

/** A preview whose body has arrived in part: it is in flight for as long as the test wants. */
function heldPreview(origin: string, token: string) {
  const body = JSON.stringify(DELAYS_PREVIEW);
  const sent = request(`${origin}/api/v1/projects/flights/preview`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      // The server answers it when it has handed the request to its handler.
      expect: "100-continue",
    },
  });
  const answer = once(sent, "response") as Promise<[IncomingMessage]>;
  sent.flushHeaders();
  return {
    begun: once(sent, "continue").then(() => sent.write(body.slice(0, 10))),
    finish: () => sent.end(body.slice(10)),
    answer: answer.then(async ([response]) => ({
      status: response.statusCode,
      body: Buffer.concat(await response.toArray()).toString("utf8"),
    })),
  };
}

const refusesConnections = (origin: string) =>
  fetch(`${origin}/api/v1/health`).then(
    () => null,
    () => true,
  );

const saysCutOff = (child: Child) => child.stdout().some((line) => CUT_OFF.test(line));

describe("R18 SIGTERM", () => {
  let token: string;
  let worker: Child;
  beforeAll(async () => {
    token = await adminToken(database.url);
    worker = product.start("worker", { env: environment() });
  });

  test("R18 web: readiness fails first, what is in flight is answered, engine children end, exit code 0", async () => {
    const { child, origin } = await startWeb();
    await defineDelays({ origin, token }, dataDir);
    await api({ origin, token }, "POST /projects/flights/preview", DELAYS_PREVIEW);
    const engines = descendants(child.process.pid ?? 0);
    expect(engines.length).toBeGreaterThan(0);
    const preview = heldPreview(origin, token);
    await preview.begun;

    child.process.kill("SIGTERM");
    await untilHealth(origin, 503);
    await until("the port to close", () => refusesConnections(origin));
    preview.finish();
    expect(await preview.answer).toMatchObject({ status: 200, body: expect.stringContaining('"5"') });
    const answeredMs = Date.now();
    expect(await child.exit).toBe(0);
    expect(Date.now() - answeredMs).toBeLessThan(KEEP_ALIVE_MS / 2);
    expect(saysCutOff(child)).toBe(false);
    await until("the engine children to end", () => engines.every(isGone) || null);
  });

  test.concurrent("R18 web: what does not end within the grace period is cut off, and the exit code is 0 all the same", async () => {
    const { child, origin } = await startWeb();
    const preview = heldPreview(origin, token);
    await preview.begun;
    child.process.kill("SIGTERM");
    await expect(preview.answer).rejects.toThrow();
    expect(await child.exit).toBe(0);
    expect(saysCutOff(child)).toBe(true);
  });

  test.concurrent("R18 worker: a job that it cannot end in time goes back to the queue, and the next worker does it", async () => {
    await pretendDemoIsBuilt(database.url);
    const [locker, queue] = [new Client({ connectionString: database.url }), await openQueue()];
    await locker.connect();
    // The job begins by looking for earlier runs: there it stays while the table is ours.
    await locker.query("BEGIN; LOCK TABLE run");
    await queue.send("demo", {});
    await until("the job to run", async () => ((await job())?.state === "active" ? true : null));
    worker.process.kill("SIGTERM");
    expect(await worker.exit).toBe(0);
    expect(await job()).toMatchObject({ state: "retry" });
    await locker.end();
    const next = product.start("worker", { env: environment() });
    await until("the job to be done", async () => ((await job())?.state === "completed" ? true : null));
    expect(await job()).toMatchObject({ retry_count: 1 });
    next.process.kill("SIGTERM");
    expect(await next.exit).toBe(0);
    await queue.stop(1_000);
  });
});

test.each(["web", "worker"] as const)(
  "R9 a %s process whose launcher is killed while it starts ends",
  async (name) => {
    const env = { ...environment(), PORT: String(await freePort()) };
    const child = product.start(name, { env, hasLauncher: true });
    child.process.disconnect();
    expect(await child.exit).toBe(0);
  },
);

const openQueue = () =>
  startQueue({
    databaseUrl: database.url,
    handlers: {},
    onError: () => undefined,
    tracing: { current: () => null, follow: (_job, work) => work() },
  });

async function job(): Promise<{ state: string; retry_count: number } | undefined> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query("SELECT state, retry_count FROM jobs.job WHERE name = 'demo'")).rows[0];
  } finally {
    await client.end();
  }
}
