import { setTimeout as delay } from "node:timers/promises";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/store/embedded-postgres";

export interface Database {
  url: string;
  /** Stops a server of our own, unless another launcher still uses it. */
  stop(): Promise<void>;
}

const DATABASE_NAME = "asof";
const RETRY_MS = 1_000;

/** Our own PostgreSQL, started again on the same port whenever it ends: the children's connections come back. */
export async function openOwnDatabase(dataDir: string, say: (line: string) => void): Promise<Database> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  let isStopping = false;
  const { port } = server;
  const url = await server.database(DATABASE_NAME);
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

  return {
    url,
    async stop() {
      isStopping = true;
      await server.stop();
      await kept;
    },
  };
}
