import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SCOPES } from "@/lib/core/access/policy";
import { newId } from "@/lib/server/ids";
import { type Change, runChange } from "@/lib/store/change";
import { openStore } from "@/lib/store/client";
import { insertPerson } from "@/lib/store/people";
import { startRun, updateRun } from "@/lib/store/runs";
import { insertToken } from "@/lib/store/tokens";
import { bundle } from "@/scripts/bundle.mjs";
import { bundleFolder, type Child, startChild, until } from "./child-under-test";
import { root } from "./root";

const ENTRIES = ["processes/up.ts", "processes/web.ts", "processes/worker.ts", "processes/engine.ts"];
const HOUR_MS = 3_600_000;
const ANSWER_MS_MAX = 30_000;

type ProcessName = "up" | "web" | "worker";

/**
 * The real processes, bundled from the sources as they stand, with the pages of the last build. Their working folder
 * is the bundles' own: the engine is found in its `dist`.
 */
export async function bundleProduct() {
  if (!existsSync(join(root, ".next/BUILD_ID")))
    throw new Error("there is no build of the pages: run npm run build");
  const folder = bundleFolder();
  await bundle(ENTRIES, join(folder, "dist"));
  const running = new Set<Child>();
  return {
    folder,
    start(name: ProcessName, start: Parameters<typeof startChild>[1]): Child {
      const child = startChild(join(folder, "dist", `${name}.mjs`), { cwd: folder, ...start });
      running.add(child);
      void child.exit.then(() => running.delete(child));
      return child;
    },
    /** Ends what still runs. */
    async stop() {
      for (const child of running) child.process.kill("SIGTERM");
      await Promise.all([...running].map((child) => child.exit));
    },
    async remove() {
      await this.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Product = Awaited<ReturnType<typeof bundleProduct>>;

/** Until the health route of a web process answers with this status. */
export function untilHealth(origin: string, status: number): Promise<number> {
  return until(`health ${status} at ${origin}`, async () => {
    const response = await fetch(`${origin}/api/v1/health`).catch(() => null);
    await response?.body?.cancel();
    return response?.status === status ? status : null;
  });
}

/** Where the API answers, and to whom. */
export interface ApiAccess {
  origin: string;
  token: string;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** `api(access, "POST /tokens", { … })`; fails when no answer comes. */
export async function api({ origin, token }: ApiAccess, line: string, body?: unknown): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** An admin's token with every scope, put into a database whose web process may not run yet. */
export function adminToken(databaseUrl: string): Promise<string> {
  return writeAsTest(databaseUrl, async (tx) => {
    const { token } = await insertToken(tx.db, {
      id: newId(),
      personId: await insertAdmin(tx, { email: "admin@example.org", isDemo: false }),
      name: "test",
      scopes: [...SCOPES],
      projectId: null,
      createdAt: tx.at,
      expiresAt: new Date(tx.at.getTime() + HOUR_MS),
    });
    return token;
  });
}

/** The demo's job then has next to nothing to do. */
export function pretendDemoIsBuilt(databaseUrl: string): Promise<void> {
  return writeAsTest(databaseUrl, async (tx) => {
    await insertAdmin(tx, { email: "demo@example.org", isDemo: true });
    const run = { id: newId(), kind: "demo", at: tx.at, progress: { percent: 100, phase: "Ready" } };
    await startRun(tx.db, run);
    await updateRun(tx.db, run.id, { ...run, status: "succeeded" });
  });
}

async function writeAsTest<T>(databaseUrl: string, work: (tx: Change) => Promise<T>): Promise<T> {
  const store = openStore(databaseUrl, 1);
  const actor = { kind: "system", id: null, name: "test", tokenId: null } as const;
  try {
    return await runChange(store, { actor, requestId: "test", newId: () => newId() }, async (tx) => {
      const result = await work(tx);
      await tx.record({
        action: "test",
        projectId: null,
        target: { kind: "installation", id: null, name: "test" },
      });
      return result;
    });
  } finally {
    await store.close();
  }
}

async function insertAdmin(
  tx: Change,
  { email, isDemo }: { email: string; isDemo: boolean },
): Promise<string> {
  const id = newId();
  await insertPerson(tx.db, { id, name: "Test Admin", email, isAdmin: true, isDemo, createdAt: tx.at });
  return id;
}

/** Ids of the processes that this one started, and theirs. */
export function descendants(pid: number): number[] {
  const listed = existsSync(`/proc/${pid}/task/${pid}/children`)
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim()
    : "";
  const own = listed === "" ? [] : listed.split(" ").map(Number);
  return own.flatMap((child) => [child, ...descendants(child)]);
}
