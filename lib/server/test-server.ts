import "server-only";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestContext, type TestContext, type TestContextOptions } from "@/lib/services/test-context";
import { createAuth } from "./auth";
import type { Container } from "./container";
import type { Env } from "./env";

export const TEST_URL = "https://asof.example.org";

const ENV: Omit<Env, "dataDir"> = {
  host: "127.0.0.1",
  port: 3000,
  servePort: 6566,
  databaseUrl: "postgresql://nowhere/nothing",
  redisUrl: null,
  dataRoots: [],
  privatePaths: [],
  publicUrl: TEST_URL,
  secret: "a secret of the tests, long enough to be accepted",
  memoryLimit: null,
  threads: null,
  uploadBytesMax: 1024 * 1024,
  isDemo: false,
  isDevelopment: false,
  logLevel: "error",
  otlpEndpoint: null,
  mail: null,
};

/** What the server modules find instead of the real container: a database of its own, the rest as in production. */
export interface TestServer extends AsyncDisposable {
  world: TestContext;
  container: Container;
}

/** For `*.int.test.ts` only. */
export async function createTestServer(
  options: TestContextOptions = {},
  env: Partial<Env> = {},
): Promise<TestServer> {
  const world = await createTestContext(options);
  const { store, engine, files, enqueue, now, newId } = world;
  const dataDir = await mkdtemp(join(tmpdir(), "asof-test-"));
  const given = { ...ENV, dataDir, ...env };
  const auth = createAuth({ store, secret: given.secret, publicUrl: given.publicUrl, newId });
  const container: Container = { env: given, store, engine, files, enqueue, auth, now, newId };
  const holder = globalThis as typeof globalThis & { asofContainer?: Container };
  holder.asofContainer = container;
  return {
    world,
    container,
    async [Symbol.asyncDispose]() {
      holder.asofContainer = undefined;
      await world.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A session of this person, as the Cookie header that the browser would send. */
export async function cookieOf(server: TestServer, personId: string): Promise<string> {
  const { newId, store, auth } = server.container;
  const sessionToken = newId();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await store.transaction((db) =>
    db.session.create({ data: { id: newId(), token: sessionToken, userId: personId, expiresAt } }),
  );
  const { headers } = await auth.api.adoptSession({ body: { sessionToken }, returnHeaders: true });
  return headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
