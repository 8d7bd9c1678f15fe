import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/server/ids";
import { auditHash, type Change, FIRST_HASH, runChange } from "./change";
import { openStore, type Store } from "./client";
import { createTestDatabase, type TestDatabase } from "./test-database";

const ACTOR = { kind: "system", id: null, name: "test", tokenId: null } as const;

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await createTestDatabase();
  store = openStore(database.url, 3);
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const change = (work: (tx: Change) => Promise<unknown>) =>
  runChange(store, { actor: ACTOR, requestId: "test", newId: () => newId() }, async (tx) => {
    await work(tx);
    await tx.record({ action: "test", projectId: null, target: { kind: "team", id: null, name: "test" } });
    return tx.at;
  });

const addTeam = (id: string, name: string) =>
  change((tx) => tx.db.team.create({ data: { id, name, createdAt: tx.at } }));

describe("system-versioned tables", () => {
  it("show what was true at each moment: before, between and after", async () => {
    const id = newId();
    const created = await addTeam(id, "ops");
    const described = await change((tx) =>
      tx.db.team.update({ where: { id }, data: { description: "Operations" } }),
    );
    const deleted = await change((tx) => tx.db.team.delete({ where: { id } }));
    const at = (moment: Date) =>
      store.read(moment, (db) => db.team.findMany({ select: { name: true, description: true } }));
    expect(await at(new Date(created.getTime() - 1))).toEqual([]);
    expect(await at(created)).toEqual([{ name: "ops", description: null }]);
    expect(await at(described)).toEqual([{ name: "ops", description: "Operations" }]);
    expect(await at(deleted)).toEqual([]);
    expect(await store.read(null, (db) => db.team.count())).toBe(0);
  });

  it("read relations and raw SQL of the past in the same way as of the present", async () => {
    const id = newId();
    const before = await addTeam(id, "ops");
    await change((tx) =>
      tx.db.teamMember.create({ data: { id: newId(), teamId: id, email: "a@example.org", origin: "page" } }),
    );
    const members = (moment: Date | null) =>
      store.read(moment, async (db) => {
        const [team] = await db.team.findMany({ include: { members: true } });
        const [raw] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM team_member`;
        return [team?.members.length, raw?.count];
      });
    expect(await members(before)).toEqual([0, 0]);
    expect(await members(null)).toEqual([1, 1]);
  });

  it("keep no past of a write that changes nothing", async () => {
    const id = newId();
    await addTeam(id, "ops");
    await change((tx) => tx.db.team.update({ where: { id }, data: { name: "ops" } }));
    const [{ count } = { count: -1 }] = await store.prisma.$queryRaw<
      { count: number }[]
    >`SELECT count(*)::int AS count FROM history.team`;
    expect(count).toBe(0);
  });

  it("keep one past row however often one change writes the same object", async () => {
    const id = newId();
    await addTeam(id, "ops");
    await change(async (tx) => {
      await tx.db.team.update({ where: { id }, data: { description: "one" } });
      await tx.db.team.update({ where: { id }, data: { description: "two" } });
    });
    const rows = await store.prisma.$queryRaw<
      { description: string | null }[]
    >`SELECT description FROM history.team`;
    expect(rows).toEqual([{ description: null }]);
  });

  it("refuse writes outside of a change", async () => {
    await expect(
      store.prisma.team.create({ data: { id: newId(), name: "ops", createdAt: new Date() } }),
    ).rejects.toThrow(/begin_change/);
  });

  it("give every change a later moment than the one before, also when many run at once", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => addTeam(newId(), `team${i}`)));
    const changes = await store.prisma.change.findMany({ orderBy: { id: "asc" } });
    const times = changes.map((row) => row.at.getTime());
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(times).toHaveLength(20);
  });
});

describe("the audit log", () => {
  it("R11: a change without an audit entry does not commit", async () => {
    const work = runChange(store, { actor: ACTOR, requestId: "test", newId: () => newId() }, (tx) =>
      tx.db.team.create({ data: { id: newId(), name: "ops", createdAt: tx.at } }),
    );
    await expect(work).rejects.toThrow();
    expect(await store.prisma.team.count()).toBe(0);
  });

  it("R12: refuses UPDATE, DELETE and TRUNCATE, as published versions do", async () => {
    await addTeam(newId(), "ops");
    for (const table of ["audit_entry", "feature_group_version", "version_feature", "change"]) {
      for (const statement of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
        await expect(store.prisma.$executeRawUnsafe(statement)).rejects.toThrow(/append-only/);
      }
    }
    await expect(store.prisma.auditEntry.updateMany({ data: { action: "forged" } })).rejects.toThrow(
      /append-only/,
    );
  });

  it("chains each entry to the one before by the hash of its content", async () => {
    for (const name of ["a", "b", "c"]) await addTeam(newId(), name);
    let previous = FIRST_HASH;
    for (const { seq: _, hash, ...row } of await store.prisma.auditEntry.findMany({
      orderBy: { seq: "asc" },
    })) {
      expect(row.previousHash).toBe(previous);
      expect(auditHash(row)).toBe(hash);
      expect(auditHash({ ...row, actorName: "somebody else" })).not.toBe(hash);
      previous = hash;
    }
  });
});
