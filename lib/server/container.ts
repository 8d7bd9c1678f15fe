import "server-only";
import { join, resolve } from "node:path";
import { createEnginePool } from "@/lib/offline/duckdb/pool";
import type { OfflineEngine } from "@/lib/offline/engine";
import type { FileStore } from "@/lib/offline/file-store";
import { openLocalFiles } from "@/lib/offline/local-files";
import type { QueuedJob } from "@/lib/services/context";
import { openStore, type Store } from "@/lib/store/client";
import { type Auth, createAuth } from "./auth";
import { SUITE_ROOT } from "./conformance-suite";
import { createEnqueue } from "./enqueue";
import { type Env, readEnv } from "./env";
import { newId } from "./ids";
import { traceEngine } from "./traced-engine";

/** What a process holds for as long as it lives. */
export interface Container {
  env: Env;
  store: Store;
  engine: OfflineEngine;
  files: FileStore;
  enqueue: (job: QueuedJob) => Promise<void>;
  auth: Auth;
  now: () => Date;
  newId: () => string;
}

/** Survives hot reload and the several module graphs of one Next process. */
const holder = globalThis as typeof globalThis & { asofContainer?: Container };

export function getContainer(): Container {
  holder.asofContainer ??= createContainer(readEnv());
  return holder.asofContainer;
}

export function createContainer(env: Env): Container {
  const store = openStore(env.databaseUrl);
  return {
    env,
    store,
    engine: traceEngine(
      createEnginePool({
        // The fixtures of the conformance suite are part of the product, and public.
        roots: [...env.dataRoots, SUITE_ROOT],
        privatePaths: env.privatePaths,
        writeRoot: env.dataDir,
        workDir: join(env.dataDir, "engine"),
        enginePath: resolve("dist/engine.mjs"),
        memoryLimit: env.memoryLimit,
        threads: env.threads,
        onLog: writeLine,
      }),
    ),
    files: openLocalFiles(env.dataDir),
    enqueue: createEnqueue(env.databaseUrl),
    auth: createAuth({ store, secret: env.secret, publicUrl: env.publicUrl, newId }),
    now: () => new Date(),
    newId,
  };
}

/** Children log JSON lines of their own; they join this process's output. */
function writeLine(line: string) {
  process.stdout.write(`${line}\n`);
}
