import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { getLineageOperation, listActivityOperation, searchOperation } from "@/lib/contracts/api/catalog";
import { getGroupOperation } from "@/lib/contracts/api/objects";
import { getVersionOperation, listVersionsOperation } from "@/lib/contracts/api/versions";
import { type Answer, createTestApi, type TestApi } from "./test-api";
import { filesWith, groupText, TEST_FILES } from "./test-definitions";

let api: TestApi;
let beforeSecond: string;
beforeAll(async () => {
  api = await createTestApi();
  await api.send("POST /projects/flights/apply", { body: { files: TEST_FILES, message: "first" } });
  beforeSecond = new Date().toISOString();
  const more = "  - {name: gate, type: string, column: origin, description: Door}\n";
  const files = filesWith("groups/airport_departures.yaml", groupText("float32", more));
  const second = await api.send("POST /projects/flights/apply", { body: { files, message: "second" } });
  expect(second.status, second.text).toBe(200);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

/** What every list has, whatever it lists. */
const ANY_LIST = {
  response: z.object({
    items: z.array(
      z.object({ id: z.string().optional(), seq: z.string().optional(), number: z.int().optional() }),
    ),
    next: z.string().nullable(),
  }),
};

const RESOURCES = [
  "/projects/flights",
  "/projects/flights/entities/airport",
  "/projects/flights/sources/departures",
  "/projects/flights/groups/airport_departures",
  "/projects/flights/groups/airport_departures/features/delay",
  "/projects/flights/groups/airport_departures/versions/1",
  "/projects/flights/services/departure_delay",
  "/projects/flights/teams/ops_analytics",
];
const LISTS = [
  "/projects",
  "/projects/flights/entities",
  "/projects/flights/sources",
  "/projects/flights/groups",
  "/projects/flights/services",
  "/projects/flights/teams",
  "/projects/flights/groups/airport_departures/versions",
  "/projects/flights/activity",
  "/search",
];

describe.each(RESOURCES)("GET %s", (address) => {
  it("shows the resource with an ETag, and nothing to who has it already", async () => {
    const first = await api.send(`GET ${address}`);
    expect(first.status).toBe(200);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await api.send(`GET ${address}`, { headers: { "if-none-match": header } });
      expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
    }
    expect((await api.send(`GET ${address}`, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
  });

  it("refuses nobody with 401 and tells a stranger that there is nothing", async () => {
    expect((await api.send(`GET ${address}`, { token: null })).status).toBe(401);
    expect((await api.send(`GET ${address}`, { token: `asof_${"0".repeat(12)}_x` })).status).toBe(401);
    const stranger = await api.send(`GET ${address}`, { token: await api.token({}) });
    const missing = await api.send(`GET ${address.replace("flights", "nothing")}`);
    expect([stranger.status, missing.status]).toEqual([404, 404]);
  });

  it("does not know other query parameters, and tells a missing one from a wrong name", async () => {
    expect((await api.send(`GET ${address}?verbose=1`)).status).toBe(422);
    expect((await api.send(`GET ${address}?at=yesterday`)).status).toBe(422);
    if (address.split("/").length > 3) {
      const missing = address.replace(/[^/]+$/, (name) => (/^\d+$/.test(name) ? "99" : "missing"));
      expect((await api.send(`GET ${missing}`)).status).toBe(404);
    }
  });
});

describe.each(LISTS)("GET %s", (address) => {
  it("is a page that a viewer may see and nobody else", async () => {
    const viewer = await api.token({ role: "viewer" });
    const page = await api.send(`GET ${address}`, { token: viewer });
    expect(page.status).toBe(200);
    expect(page.as(ANY_LIST).items.length).toBeGreaterThan(0);
    expect((await api.send(`GET ${address}`, { token: null })).status).toBe(401);
    const stranger = await api.send(`GET ${address}`, { token: await api.token({}) });
    if (address.startsWith("/projects/")) expect(stranger.status).toBe(404);
    else expect(stranger.as(ANY_LIST).items).toEqual([]);
  });
});

describe("what a list shows", () => {
  it("R22: a page is never larger than asked, nor than the cap, and a cursor is ours or refused", async () => {
    for (const address of LISTS.filter((each) => !/projects$|teams$/.test(each))) {
      const page = await api.send(`GET ${address}?limit=1`);
      const { items, next } = page.as(ANY_LIST);
      expect(items.length).toBe(1);
      expect((await api.send(`GET ${address}?limit=201`)).status).toBe(422);
      expect((await api.send(`GET ${address}?limit=0`)).status).toBe(422);
      expect((await api.send(`GET ${address}?limit=ten`)).status).toBe(422);
      for (const cursor of ["x", "e30.x", `${next ?? "e30.x"}x`, "a".repeat(3000)]) {
        const refused = await api.send(`GET ${address}?cursor=${cursor}`);
        expect([refused.status, refused.problem().errors[0]?.path]).toEqual([422, "cursor"]);
      }
    }
  });

  it("follows next to the last page without a repetition", async () => {
    for (const address of [
      "/projects/flights/activity",
      "/search",
      "/projects/flights/groups/airport_departures/versions",
    ]) {
      const all = (await api.send(`GET ${address}?limit=200`)).as(ANY_LIST).items;
      const seen: typeof all = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: Answer = await api.send(
          `GET ${address}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
        );
        const { items, next } = page.as(ANY_LIST);
        seen.push(...items);
        cursor = next;
      }
      const keys = (items: typeof all) => items.map(({ id, seq, number }) => id ?? seq ?? number).sort();
      expect(keys(seen)).toEqual(keys(all));
    }
  });

  it("a cursor of one list is no cursor of another", async () => {
    const { next } = (await api.send("GET /projects/flights/activity?limit=1")).as(ANY_LIST);
    expect((await api.send(`GET /search?cursor=${next}`)).status).toBe(422);
    const byName = (await api.send("GET /search?sort=name&limit=1")).as(ANY_LIST).next;
    expect((await api.send(`GET /search?sort=-name&cursor=${byName}`)).status).toBe(422);
  });
});

describe("search", () => {
  it("finds by words and filters, with counts for every facet", async () => {
    const page = (await api.send("GET /search?q=delay%20kind:feature")).as(searchOperation);
    expect(page.items[0]).toMatchObject({ qualified: "airport_departures:delay", type: "float32" });
    expect(page.facets.kind).toContainEqual({ value: "feature", count: 1 });
    const narrowed = await api.send("GET /search?kind=entity&owner=ops_analytics");
    expect(narrowed.as(searchOperation).items.map((item) => item.name)).toEqual(["airport"]);
    expect((await api.send("GET /search?q=colour:red")).as(searchOperation).unknown_filters).toEqual([
      "colour",
    ]);
  });

  it("refuses orders and projects that are none", async () => {
    expect((await api.send("GET /search?sort=price")).problem().errors[0]?.path).toBe("sort");
    expect((await api.send("GET /search?project=No")).problem().errors[0]?.path).toBe("project");
    expect((await api.send(`GET /search?q=${"x".repeat(257)}`)).problem().errors[0]?.path).toBe("q");
    expect((await api.send("GET /search?q=%00")).problem().errors[0]?.path).toBe("q");
    expect((await api.send("GET /search?owner=%00")).problem().errors[0]?.path).toBe("owner");
    expect((await api.send("GET /search?project=nothing")).status).toBe(404);
  });
});

describe("the past", () => {
  it("?at= shows a group as it was, and refuses the future", async () => {
    const address = "/projects/flights/groups/airport_departures";
    const now = (await api.send(`GET ${address}`)).as(getGroupOperation);
    const then = (await api.send(`GET ${address}?at=${beforeSecond}`)).as(getGroupOperation);
    expect([now.latest_version, then.latest_version]).toEqual([2, 1]);
    expect([now.features.length, then.features.length]).toEqual([3, 2]);
    expect((await api.send(`GET ${address}?at=2999-01-01T00:00:00Z`)).status).toBe(422);
    expect((await api.send(`GET ${address}?at=2001-01-01T00:00:00Z`)).status).toBe(404);
  });
});

describe("versions", () => {
  const address = "/projects/flights/groups/airport_departures/versions";

  it("are listed newest first, and each stays as it was published", async () => {
    const list = (await api.send(`GET ${address}`)).as(listVersionsOperation);
    expect(list.items.map((item) => item.number)).toEqual([2, 1]);
    expect(list).toMatchObject({
      total: 2,
      next: null,
      items: [{ message: "second", level: "breaking" }, {}],
    });
    const first = (await api.send(`GET ${address}/1`)).as(getVersionOperation);
    expect(first.features.map((feature) => feature.name)).toEqual(["delay", "seats"]);
    expect(first.definition).toMatchObject({ features: [{ type: "float64" }, {}] });
  });

  it("differ field by field, in Seeknal's words and in ours", async () => {
    const diff = await api.send(`GET ${address}/diff?from=1&to=2`);
    expect(diff.json).toMatchObject({
      added: ["gate"],
      removed: [],
      modified: [{ field: "delay", old_type: "float64", new_type: "float32" }],
      summary: "Summary: 1 added, 0 removed, 1 modified",
      level: "breaking",
    });
    expect((await api.send(`GET ${address}/diff?from=2&to=1`)).json).toMatchObject({ removed: ["gate"] });
    expect((await api.send(`GET ${address}/diff?from=2&to=2`)).json).toMatchObject({
      level: null,
      features: [],
    });
    expect((await api.send(`GET ${address}/diff?from=1&to=3`)).status).toBe(404);
    expect((await api.send(`GET ${address}/diff?from=1`)).problem().errors[0]?.path).toBe("to");
    expect((await api.send(`GET ${address}/diff?from=1&to=2`, { token: null })).status).toBe(401);
  });

  it("R20: integers beyond 2^53 keep every digit on the wire", async () => {
    const { definition } = (await api.send(`GET ${address}/1`)).as(getVersionOperation);
    expect(definition).toMatchObject({ features: [{}, { constraints: { max: "9223372036854775807" } }] });
    const exported = await api.send("GET /projects/flights/export");
    expect(exported.text).toContain("9223372036854775807");
  });
});

describe("lineage", () => {
  it("shows one hop each way, of things that the project holds", async () => {
    const group = await api.send("GET /projects/flights/groups/airport_departures");
    const { id } = group.as(getGroupOperation);
    const view = (await api.send(`GET /projects/flights/lineage?node=${id}`)).as(getLineageOperation);
    const names = view.nodes.map((node) => node.qualified);
    expect(names).toEqual(expect.arrayContaining(["departures", "airport_departures", "departure_delay"]));
    expect(view.edges.length).toBeGreaterThanOrEqual(2);
    const unknown = "00000000-0000-7000-8000-000000000000";
    expect((await api.send(`GET /projects/flights/lineage?node=${unknown}`)).status).toBe(404);
    expect((await api.send("GET /projects/flights/lineage?node=group:x")).status).toBe(422);
    expect((await api.send("GET /projects/flights/lineage")).problem().errors[0]?.path).toBe("node");
    expect((await api.send(`GET /projects/flights/lineage?node=${id}`, { token: null })).status).toBe(401);
  });
});

describe("activity", () => {
  it("names who did what, newest first, times with microseconds", async () => {
    const { items } = (await api.send("GET /projects/flights/activity")).as(listActivityOperation);
    const sequence = items.map((item) => BigInt(item.seq));
    expect(sequence).toEqual([...sequence].sort((a, b) => (a < b ? 1 : -1)));
    expect(items[0]).toMatchObject({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      actor: { kind: "token", name: "Test Person" },
      project: "flights",
    });
  });
});
