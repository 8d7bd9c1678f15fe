import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { listRecentVersions } from "../versions/list-recent";
import { type ActivityPlace, listActivity } from "./list";

const GROUP_COUNT = 7;
const PAGE = 3;

const source = `kind: source
name: places
type: push
event_time: at
columns: [{name: origin, type: string}, {name: height, type: int64}, {name: at, type: timestamp}]
---
kind: entity
name: airport
join_keys: [{name: origin, type: string}]`;
const groups = Array.from(
  { length: GROUP_COUNT },
  (_, index) => `kind: feature_group
name: heights_${index}
entity: airport
source: places
event_time: at
features: [{name: height_${index}, type: int64, column: height}]`,
);

let world: TestContext;
beforeAll(async () => {
  world = await createTestContext({ role: "steward" });
  // All in one change: versions of one moment must not be lost between two pages.
  const text = [source, ...groups].join("\n---\n");
  await applyDefinitions(world, {
    project: "flights",
    files: [{ path: "all.yaml", text }],
    prune: false,
    message: "everything",
  });
});
afterAll(() => world.drop());

interface Page<Place> {
  ids: string[];
  older: Place | null;
  newer: Place | null;
}

/** Every page from the newest to the oldest, and the same ones on the way back. */
async function walk<Place>(open: (place: Place | null) => Promise<Page<Place>>) {
  const down = [await open(null)];
  for (let last = down.at(-1); last?.older != null; last = down.at(-1)) down.push(await open(last.older));
  const up: Page<Place>[] = [];
  for (let page = down.at(-1); page?.newer != null; page = up[0]) up.unshift(await open(page.newer));
  return { down: down.map((page) => page.ids), up: up.map((page) => page.ids) };
}

describe("a list that grows at its head", () => {
  it("activity: pages hold every entry once, and lead back the way they came", async () => {
    const all = await listActivity(world, { project: "flights", limit: 100 });
    const { down, up } = await walk<ActivityPlace>(async (place) => {
      const { items, next, previous } = await listActivity(world, { project: "flights", limit: PAGE, place });
      return {
        ids: items.map((item) => item.seq),
        older: next === null ? null : { before: next },
        newer: previous === null ? null : { after: previous },
      };
    });
    expect(down.flat()).toEqual(all.items.map((item) => item.seq));
    expect(down.length).toBeGreaterThan(2);
    expect(up).toEqual(down.slice(0, -1));
  });

  it("versions: pages hold every version once, and lead back the way they came", async () => {
    const { down, up } = await walk<string>(async (cursor) => {
      const { items, next, previous } = await listRecentVersions(world, {
        project: "flights",
        limit: PAGE,
        cursor,
      });
      return { ids: items.map((item) => item.group), older: next, newer: previous };
    });
    expect(new Set(down.flat()).size).toBe(GROUP_COUNT);
    expect(down.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(up).toEqual(down.slice(0, -1));
  });
});
