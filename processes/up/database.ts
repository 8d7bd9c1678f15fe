import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/store/embedded-postgres";
import { translateStoreError } from "@/lib/store/errors";

export interface Database {
  url: string;
  /** Does work that may be begun again; a server of our own that ends under it comes back, and then it is. */
  outlive<T>(work: () => Promise<T>): Promise<T>;
  /** Stops a server of our own, unless another launcher still uses it. */
  stop(): Promise<void>;
}

const DATABASE_NAME = "asof";
const RETRY_MS = 1_000;
/** A server that keeps ending for so long is not coming back. */
const OUTLIVE_MS = 120_000;

/** Our own PostgreSQL, started again on the same port whenever it ends: the children's connections come back. */
export async function openOwnDatabase(dataDir: string, say: (line: string) => void): Promise<Database> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  let isStopping = false;
  const { port } = server;
  const kept = keepRunning();

  async function keepRunning(): Promise<void> {
    while (!isStopping) {
      await server.ended;
      if (isStopping) return;
      say("PostgreSQL ended unexpectedly; starting it again …");
      await startAgain();
    }
  }

  async function startAgain(): Promise<void> {
    while (!isStopping) {
      try {
        server = await startEmbeddedPostgres({ dataDir, port });
        return;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
        await delay(RETRY_MS);
      }
    }
  }

  async function stop() {
    isStopping = true;
    await server.stop();
    await kept;
  }

  try {
    return { url: await outlive(() => server.database(DATABASE_NAME)), outlive, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function outlive<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + OUTLIVE_MS;
  while (true) {
    try {
      return await work();
    } catch (error) {
      const known = translateStoreError(error);
      const isDown = known instanceof AppError && known.code === "UNAVAILABLE";
      if (!isDown || performance.now() > deadline) throw error;
      await delay(RETRY_MS);
    }
  }
}
