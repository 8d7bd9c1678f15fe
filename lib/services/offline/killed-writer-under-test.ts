import "server-only";
import { createEnginePool } from "@/lib/offline/duckdb/pool";
import { openLocalFiles } from "@/lib/offline/local-files";
import { newId } from "@/lib/server/ids";
import { openStore } from "@/lib/store/client";
import { findRights } from "@/lib/store/rights";
import type { ServiceContext } from "../context";
import { writeRows } from "./write-rows";

/** A process of its own that writes one file and is killed when its files stand in place and no commit names them. */
const [databaseUrl = "", dataDir = "", workDir = "", enginePath = "", personId = "", upload = ""] =
  process.argv.slice(2);
const store = openStore(databaseUrl, 2);
const engine = createEnginePool({ roots: [], writeRoot: dataDir, workDir, enginePath, size: 1 });
const rights = await store.read(null, (db) => findRights(db, personId));
const ctx: ServiceContext = {
  actor: { kind: "person", id: personId, name: "Olga", tokenId: null, rights },
  requestId: "killed",
  at: null,
  store,
  engine: {
    ...engine,
    async writeRows(request, call) {
      await engine.writeRows(request, call);
      process.kill(process.pid, "SIGKILL");
      return await new Promise(() => undefined);
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
await writeRows(
  ctx,
  {
    project: "flights",
    group: "airport_departures",
    version: null,
    format: "json",
    quarantine: false,
    message: null,
    interval: null,
    idempotencyKey: "once",
    receive: async () => ({ path: upload, bytes: 0, sha256: "the same", discard: async () => undefined }),
  },
  { runId: "killed" },
);
