import "server-only";
import type { Role, Scope } from "@/lib/core/access/policy";
import type { OfflineEngine } from "@/lib/offline/engine";
import type { FileStore } from "@/lib/offline/file-store";
import { newId } from "@/lib/server/ids";
import { runChange } from "@/lib/store/change";
import { openStore, type Store } from "@/lib/store/client";
import { findRights } from "@/lib/store/rights";
import { createTestDatabase } from "@/lib/store/test-database";
import type { Actor, QueuedJob, ServiceContext } from "./context";

export interface TestPerson {
  /** The role in the test's project; none when left out. */
  role?: Role;
  admin?: boolean;
  /** Names of teams the person belongs to; a team that is missing is made. */
  teams?: readonly string[];
  name?: string;
  email?: string;
  demo?: boolean;
  /** Acts with an API token of these scopes instead of a session. */
  scopes?: readonly Scope[];
  /** Binds that token to the test's project. */
  boundToProject?: boolean;
}

export interface TestContextOptions extends TestPerson {
  engine?: OfflineEngine;
  /** Whether links are mailed; they are not when left out. */
  mail?: boolean;
  files?: FileStore;
  /** Plays the worker: told of every job, with the context of the background processes. */
  onJob?: (job: QueuedJob, system: ServiceContext) => Promise<void>;
  /** Name of the project that every test context has; `flights` when left out. */
  project?: string;
}

/** A ServiceContext on a database of its own, and ways to act as others on the same database. */
export interface TestContext extends ServiceContext, AsyncDisposable {
  projectId: string;
  /** For a process that works on it too. */
  databaseUrl: string;
  /** What was handed to a worker; without `onJob` there is none, so nothing of it runs. */
  jobs: QueuedJob[];
  /** The same database, acted on by a new person. */
  as(person: TestPerson): Promise<ServiceContext>;
  /** The same person again, with the rights of this moment: a context keeps those it was made with. */
  refresh(ctx: ServiceContext): Promise<ServiceContext>;
  /** Nobody is signed in. */
  nobody: ServiceContext;
  /** The background processes. */
  system: ServiceContext;
  /** Moves the clock of every context made here; the database's own time goes on as it is. */
  travel(ms: number): void;
  drop(): Promise<void>;
}

/** For `*.int.test.ts` only: `await using world = await createTestContext({ role: "viewer" })`. */
export async function createTestContext(options: TestContextOptions = {}): Promise<TestContext> {
  const database = await createTestDatabase();
  const store = openStore(database.url, 5);
  let offsetMs = 0;
  const jobs: QueuedJob[] = [];
  const shared = {
    requestId: "test-request",
    at: null,
    store,
    engine: options.engine ?? NO_ENGINE,
    files: options.files ?? NO_FILES,
    enqueue: async (job: QueuedJob) => {
      jobs.push(job);
      await options.onJob?.(job, system);
    },
    cursorKey: "test-cursor-key",
    sealingSecret: "test-sealing-secret",
    mail: options.mail ? { publicUrl: "https://asof.example.org" } : null,
    now: () => new Date(Date.now() + offsetMs),
    newId: () => newId(),
  };
  const system: ServiceContext = { ...shared, actor: SYSTEM };
  const projectId = await addProject(store, options.project ?? "flights");
  const as = async (person: TestPerson) => ({
    ...shared,
    actor: await addPerson(store, projectId, person),
  });
  const drop = async () => {
    await store.close();
    await database.drop();
  };
  return {
    ...(await as(options)),
    projectId,
    databaseUrl: database.url,
    jobs,
    as,
    refresh: async (ctx) => ({ ...ctx, actor: await withPresentRights(store, ctx.actor) }),
    nobody: { ...shared, actor: NOBODY },
    system,
    travel: (ms) => {
      offsetMs += ms;
    },
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

const SYSTEM: Actor = {
  kind: "system",
  id: null,
  name: "test",
  tokenId: null,
  rights: { personId: null, isAdmin: true, roles: {}, teamIds: [], scopes: null, onlyProjectId: null },
};

const NOBODY: Actor = {
  kind: "person",
  id: null,
  name: "nobody",
  tokenId: null,
  rights: { personId: null, isAdmin: false, roles: {}, teamIds: [], scopes: null, onlyProjectId: null },
};

// The cast is safe: whatever is asked of it throws.
const NO_ENGINE = new Proxy({} as OfflineEngine, {
  get(_, method) {
    throw new Error(`this test context has no engine, and ${String(method)} was called`);
  },
});

const NO_FILES = new Proxy({} as FileStore, {
  get(_, method) {
    throw new Error(`this test context has no files, and ${String(method)} was called`);
  },
});

async function addProject(store: Store, name: string): Promise<string> {
  const id = newId();
  await runChange(store, { actor: SYSTEM, requestId: "test", newId }, async (tx) => {
    await tx.db.project.create({ data: { id, name, digest: "test", createdAt: tx.at } });
    await tx.record({ action: "project:create", projectId: id, target: { kind: "project", id, name } });
  });
  return id;
}

async function addPerson(store: Store, projectId: string, person: TestPerson): Promise<Actor> {
  const id = newId();
  const name = person.name ?? "Test Person";
  const email = person.email ?? `${id}@example.org`;
  await runChange(store, { actor: SYSTEM, requestId: "test", newId }, async (tx) => {
    await tx.db.person.create({
      data: {
        id,
        name,
        email,
        isAdmin: person.admin ?? false,
        isDemo: person.demo ?? false,
        createdAt: tx.at,
      },
    });
    if (person.role)
      await tx.db.projectRole.create({ data: { id: newId(), projectId, personId: id, role: person.role } });
    for (const team of person.teams ?? []) {
      const { id: teamId } = await tx.db.team.upsert({
        where: { name: team },
        create: { id: newId(), name: team, createdAt: tx.at },
        update: {},
      });
      await tx.db.teamMember.create({ data: { id: newId(), teamId, email, origin: "page" } });
    }
    await tx.record({ action: "person:create", projectId: null, target: { kind: "person", id, name } });
  });
  const rights = await store.read(null, (db) => findRights(db, id));
  return {
    kind: person.scopes ? "token" : "person",
    id,
    name,
    tokenId: person.scopes ? newId() : null,
    rights: {
      ...rights,
      scopes: person.scopes ?? null,
      onlyProjectId: person.boundToProject ? projectId : null,
    },
  };
}

async function withPresentRights(store: Store, actor: Actor): Promise<Actor> {
  if (actor.id === null) return actor;
  const { scopes, onlyProjectId } = actor.rights;
  const rights = await store.read(null, (db) => findRights(db, actor.id ?? ""));
  return { ...actor, rights: { ...rights, scopes, onlyProjectId } };
}
