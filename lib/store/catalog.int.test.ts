import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DerivedEntry } from "@/lib/core/definitions/entries";
import type { CatalogSort } from "@/lib/core/search/entry";
import { addFilter, type Facet, parseCatalogQuery } from "@/lib/core/search/query";
import { newId } from "@/lib/server/ids";
import { createTestContext, type TestContext } from "@/lib/services/test-context";
import { searchCatalog } from "./catalog";
import { replaceCatalogEntries } from "./catalog-entries";
import { runChange } from "./change";

const entry = (name: string, more: Partial<DerivedEntry> = {}): DerivedEntry => ({
  id: newId(),
  kind: "feature",
  name,
  qualified: `load:${name}`,
  description: null,
  entity: "airport",
  owner: "ops",
  tags: [],
  valueType: "float64",
  computation: "aggregation",
  online: true,
  lifecycle: "active",
  facts: {},
  ...more,
});

const ENTRIES = [
  entry("mean_delay_7d", { tags: ["delay", "domain: operations"] }),
  entry("mean_delay_24h", { tags: ["delay"] }),
  entry("departures_24h", { valueType: "int64", owner: null }),
  entry("delay", { lifecycle: "deprecated" }),
  entry("distance", {
    description: "How far, in miles; nothing about mean or delay",
    entity: "route",
    online: false,
  }),
  entry("airport", {
    kind: "entity",
    qualified: "airport",
    valueType: null,
    computation: null,
    online: null,
    entity: null,
  }),
];

let world: TestContext;
beforeAll(async () => {
  world = await createTestContext({ admin: true });
  await runChange(world.store, { actor: world.actor, requestId: "test", newId: world.newId }, async (tx) => {
    await replaceCatalogEntries(tx, world.projectId, ENTRIES);
    await tx.record({ action: "test", projectId: null, target: { kind: "test", id: null, name: "test" } });
  });
});
afterAll(() => world.drop());

interface Options {
  sort?: CatalogSort;
  descending?: boolean;
  filters?: [Facet, string][];
  at?: Date;
}

async function search(
  text: string,
  { sort = "relevance", descending = false, filters = [], at }: Options = {},
) {
  const query = parseCatalogQuery(text);
  for (const [facet, value] of filters) addFilter(query, facet, value);
  return await world.store.read(at ?? null, (db) =>
    searchCatalog(db, {
      projectIds: [world.projectId],
      query,
      sort,
      descending,
      limit: 50,
      cursor: null,
      cursorKey: "key",
    }),
  );
}

const names = (page: { items: { name: string }[] }) => page.items.map((item) => item.name);

describe("catalog search", () => {
  it("puts the exact name first, then prefixes, then words, descriptions last; deprecated ones are demoted", async () => {
    expect(names(await search("mean_delay"))).toEqual(["mean_delay_24h", "mean_delay_7d", "distance"]);
    expect(names(await search("delay"))).toEqual(["mean_delay_24h", "mean_delay_7d", "distance", "delay"]);
  });

  it("finds parts of a name as words, and prefixes of words", async () => {
    expect(names(await search("del 7d"))).toEqual(["mean_delay_7d"]);
  });

  it("falls back to some of the words, and to similar names, and says so", async () => {
    const some = await search("mean nonsense");
    expect(some.partial).toBe(true);
    expect(names(some)).toContain("mean_delay_7d");
    expect(names(await search("deprtures_24h"))).toEqual(["departures_24h"]);
  });

  it("narrows by every facet; values of one facet are alternatives, facets add up", async () => {
    expect(
      names(
        await search("", {
          sort: "name",
          filters: [
            ["type", "int64"],
            ["type", "float64"],
            ["owner", "-"],
          ],
        }),
      ),
    ).toEqual(["departures_24h"]);
    expect(names(await search("", { sort: "name", filters: [["online", "no"]] }))).toEqual(["distance"]);
    expect(names(await search("", { sort: "name", filters: [["tag", "domain: operations"]] }))).toEqual([
      "mean_delay_7d",
    ]);
    expect(names(await search("-kind:feature", { sort: "name" }))).toEqual(["airport"]);
    expect(names(await search("", { sort: "name", filters: [["lifecycle", "deprecated"]] }))).toEqual([
      "delay",
    ]);
    expect(names(await search("", { sort: "name", filters: [["computed", "-"]] }))).toEqual(["airport"]);
  });

  it("counts each facet with the other facets applied, its own left out", async () => {
    const { facets, total } = await search("", { sort: "name", filters: [["entity", "route"]] });
    expect(total).toBe(1);
    expect(facets.entity).toEqual([
      { value: "airport", count: 4 },
      { value: "-", count: 1 },
      { value: "route", count: 1 },
    ]);
    expect(facets.online).toEqual([{ value: "no", count: 1 }]);
  });

  it("sorts both ways with missing values last", async () => {
    expect(names(await search("", { sort: "owner", descending: true })).at(-1)).toBe("departures_24h");
    expect(names(await search("", { sort: "owner" })).at(-1)).toBe("departures_24h");
  });

  it("reads the past", async () => {
    expect((await search("delay", { at: new Date(Date.now() - 3_600_000) })).total).toBe(0);
    expect((await search("delay", { at: new Date(Date.now() + 1_000) })).total).toBe(4);
  });

  it("S10: words and filter values are data, whatever they hold", async () => {
    for (const text of ["'; DROP TABLE catalog_entry; --", "a'b:*|!()&", 'owner:"x\' OR 1=1"', "\\", "%_%"]) {
      await expect(search(text)).resolves.toBeDefined();
    }
    expect((await search("")).total).toBe(ENTRIES.length);
  });
});
