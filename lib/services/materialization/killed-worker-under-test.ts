import "server-only";
import { createEnginePool } from "@/lib/offline/duckdb/pool";
import { openLocalFiles } from "@/lib/offline/local-files";
import { newId } from "@/lib/server/ids";
import { openStore } from "@/lib/store/client";
import type { ServiceContext } from "../context";
import { workOnRun } from "./work";

/** A worker of its own that takes a run and is killed: at a step of the engine, or when files stand and no commit names them. */
const [databaseUrl = "", dataRoot = "", dataDir = "", workDir = "", enginePath = "", runId = "", point = ""] =
  process.argv.slice(2);
const store = openStore(databaseUrl, 3);
const engine = createEnginePool({ roots: [dataRoot], writeRoot: dataDir, workDir, enginePath, size: 1 });
const die = () => {
  process.kill(process.pid, "SIGKILL");
  return new Promise<never>(() => undefined);
};
const rights = { personId: null, isAdmin: true, roles: {}, teamIds: [], scopes: null, onlyProjectId: null };
const ctx: ServiceContext = {
  actor: { kind: "system", id: null, name: "materialization", tokenId: null, rights },
  requestId: "killed",
  at: null,
  store,
  engine: {
    ...engine,
    async writeRows(request, call) {
      const written = await engine.writeRows(request, {
        ...call,
        onProgress: (progress) => {
          if (progress.phase === point) void die();
          call.onProgress?.(progress);
        },
      });
      return point === "written" ? await die() : written;
    },
  },
  files: openLocalFiles(dataDir),
  enqueue: async () => undefined,
  now: () => new Date(),
  newId,
  cursorKey: "",
  sealingSecret: "",
  mail: null,
};
await workOnRun(ctx, runId, new AbortController().signal);
throw new Error(`nothing happened at ${point}`);
