import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext, type TestContext } from "@/lib/services/test-context";
import type { Db } from "./client";

const EVERYTHING = { roles: true, entities: true, sources: true, groups: true, services: true } as const;

let world: TestContext;
/** pg warns once in a process: that is why these tests have a file of their own. */
const warnings: string[] = [];
const hear = ({ message }: Error) => warnings.push(message);

beforeAll(async () => {
  process.on("warning", hear);
  world = await createTestContext({ role: "steward" });
});
afterAll(async () => {
  process.off("warning", hear);
  await world.drop();
});

/** One statement for the project and one for each relation, which Prisma asks for at once. */
const projectWithEverything = (db: Db) => db.project.findFirstOrThrow({ include: EVERYTHING });

/** Node emits warnings on the next tick. */
async function warned(): Promise<string[]> {
  await new Promise((resolve) => setImmediate(resolve));
  return warnings;
}

test("a read of the past asks one statement at a time: pg has nothing to warn about", async () => {
  const found = await world.store.read(new Date(), projectWithEverything);
  expect(found).toMatchObject({ name: "flights", roles: [{ role: "steward" }], groups: [] });
  expect(await warned()).toEqual([]);
});

test("so does a change, and a statement that fails leaves its transaction as PostgreSQL has it", async () => {
  await expect(
    world.store.transaction(async (db) => {
      await db.$queryRaw`SELECT 1 / 0`.catch(() => undefined);
      return await projectWithEverything(db);
    }),
  ).rejects.toThrow(/current transaction is aborted/);
  expect(await world.store.transaction(projectWithEverything)).toMatchObject({ name: "flights" });
  expect(await warned()).toEqual([]);
});

test("reads of the present still run side by side", async () => {
  const [lock, unlock] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = world.store.transaction(async (db) => {
    await db.$queryRaw`SELECT FROM pg_advisory_xact_lock(1)`;
    lock.resolve();
    await unlock.promise;
  });
  await lock.promise;
  const read = world.store.read(null, (db) =>
    Promise.all([
      // Waits until the other one has been answered and lets go of the lock.
      db.$queryRaw`SELECT FROM pg_advisory_xact_lock(1)`,
      db.$queryRaw<{ one: number }[]>`SELECT 1 AS one`.then((rows) => {
        unlock.resolve();
        return rows;
      }),
    ]),
  );
  expect((await read)[1]).toEqual([{ one: 1 }]);
  await holding;
});
