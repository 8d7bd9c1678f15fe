import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CATALOG_SORTS, type CatalogSort } from "@/lib/core/search/entry";
import { parseCatalogQuery } from "@/lib/core/search/query";
import { newId } from "@/lib/server/ids";
import { createTestContext, type TestContext } from "@/lib/services/test-context";
import { searchCatalog } from "./catalog";
import { runChange } from "./change";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 400 : 25;

let world: TestContext;
beforeAll(async () => {
  world = await createTestContext({ admin: true });
});
afterAll(() => world.drop());

interface Entry {
  name: string;
  owner: string | null;
  type: string | null;
  lifecycle: string | null;
}

const entryArbitrary: fc.Arbitrary<Entry> = fc.record({
  name: fc.stringMatching(/^[a-d]{1,3}$/),
  owner: fc.constantFrom(null, "ops", "Öl", "zebra"),
  type: fc.constantFrom(null, "int64", "float64"),
  lifecycle: fc.constantFrom(null, "active", "deprecated"),
});

/** @returns the ids of the new entries. */
async function insert(projectId: string, entries: readonly Entry[]): Promise<string[]> {
  const rows = entries.map(({ name, owner, type, lifecycle }) => {
    const id = newId();
    // Names repeat on purpose: only the id tells such rows apart.
    return {
      id,
      projectId,
      kind: "feature",
      name,
      qualified: `${name}:${id}`,
      owner,
      valueType: type,
      lifecycle,
      facts: {},
    };
  });
  await runChange(world.store, { actor: world.actor, requestId: "test", newId: world.newId }, async (tx) => {
    await tx.db.catalogEntry.createMany({ data: rows.map((row) => ({ ...row, updatedAt: tx.at })) });
    await tx.record({ action: "test", projectId, target: { kind: "test", id: null, name: "test" } });
  });
  return rows.map((row) => row.id);
}

async function newProject(): Promise<string> {
  const id = newId();
  await runChange(world.store, { actor: world.actor, requestId: "test", newId: world.newId }, async (tx) => {
    await tx.db.project.create({
      data: { id, name: `p${id.replaceAll("-", "")}`, digest: "test", createdAt: tx.at },
    });
    await tx.record({ action: "test", projectId: id, target: { kind: "test", id: null, name: "test" } });
  });
  return id;
}

interface Listing {
  sort: CatalogSort;
  descending: boolean;
  limit: number;
  text: string;
}

async function page(projectId: string, { sort, descending, limit, text }: Listing, cursor: string | null) {
  return await world.store.read(null, (db) =>
    searchCatalog(db, {
      projectIds: [projectId],
      query: parseCatalogQuery(text),
      sort,
      descending,
      limit,
      cursor,
      cursorKey: "key",
    }),
  );
}

const listingArbitrary: fc.Arbitrary<Listing> = fc.record({
  sort: fc.constantFrom(...CATALOG_SORTS),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 7 }),
  text: fc.constantFrom("", "", "a"),
});

describe("R22: pages of the catalog", () => {
  it("while others insert: whatever was there at the start comes exactly once, nothing comes twice, pages are full", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entryArbitrary, { maxLength: 25 }),
        fc.array(fc.array(entryArbitrary, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        listingArbitrary,
        async (before, meanwhile, listing) => {
          const projectId = await newProject();
          await insert(projectId, before);
          const expected = (await page(projectId, { ...listing, limit: 200 }, null)).items.map(
            (item) => item.id,
          );
          const seen: string[] = [];
          let cursor: string | null = null;
          const writes = [...meanwhile];
          do {
            const batch = writes.shift();
            const [found]: [Awaited<ReturnType<typeof page>>, unknown] = await Promise.all([
              page(projectId, listing, cursor),
              batch ? insert(projectId, batch) : null,
            ]);
            expect(found.items.length).toBeLessThanOrEqual(listing.limit);
            if (found.next !== null) expect(found.items.length).toBe(listing.limit);
            seen.push(...found.items.map((item) => item.id));
            cursor = found.next;
          } while (cursor !== null);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.filter((id) => expected.includes(id))).toEqual(expected);
        },
      ),
      { numRuns: RUNS },
    );
  }, 600_000);

  it("a cursor that was changed anywhere, or signed with another key, is refused by name", async () => {
    const projectId = await newProject();
    await insert(projectId, [
      { name: "a", owner: null, type: null, lifecycle: null },
      { name: "b", owner: null, type: null, lifecycle: null },
    ]);
    const listing: Listing = { sort: "name", descending: false, limit: 1, text: "" };
    const cursor = (await page(projectId, listing, null)).next ?? "";
    await fc.assert(
      fc.asyncProperty(
        fc.nat(cursor.length - 1),
        fc.constantFrom("A", "-", ".", "9", ""),
        async (at, char) => {
          fc.pre(cursor[at] !== char);
          const changed = cursor.slice(0, at) + char + cursor.slice(at + 1);
          await expect(page(projectId, listing, changed)).rejects.toMatchObject({
            code: "INVALID",
            problems: [{ path: "cursor" }],
          });
        },
      ),
      { numRuns: 60 },
    );
    await expect(page(projectId, { ...listing, descending: true }, cursor)).rejects.toMatchObject({
      code: "INVALID",
    });
  });
});
