import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { findPreviewRefusal } from "./find-refusal";
import { listPreviewOptions } from "./list-options";
import { runPreview } from "./run";

const FILES = `
kind: project
name: flights
---
kind: entity
name: airport
description: An airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: flights_raw
description: One row per flight
path: flights.csv
event_time: departed_at
timezone: UTC
---
kind: feature_group
name: departures
entity: airport
description: Departures
transform: SELECT origin, departed_at, delay, delay > 15 AS late FROM flights_raw
event_time: departed_at
ttl: 7d
features:
  - {name: delay, type: int64, unit: minutes}
  - {name: late, type: bool, tags: [pii]}
on_demand: [{name: delay_hours, type: float64, expression: "delay / 60.0"}]
---
kind: feature_group
name: load
entity: airport
description: Windows
source: departures
aggregations:
  - {name: "departures_{window}", fn: count, windows: [1h, 24h]}
---
kind: feature_group
name: busiest
entity: airport
description: Reads rows that nobody has computed yet
transform: SELECT origin, event_time, departures_24h FROM load
event_time: event_time
features:
  - {name: departures_24h, type: int64}
---
kind: feature_group
name: old
entity: airport
description: Retired
lifecycle: retired
transform: SELECT origin, departed_at, delay FROM flights_raw
event_time: departed_at
features:
  - {name: delay, type: int64}
`;

let engine: EngineUnderTest;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  await writeFile(
    join(engine.dataRoot, "flights.csv"),
    "origin,departed_at,delay\nATL,2026-01-01 10:00:00,8\nORD,2026-01-01 11:00:00,20\n",
  );
  world = await createTestContext({ admin: true, engine: engine.engine });
  const files = [{ path: "all.yaml", text: FILES }];
  await applyDefinitions(world, { project: "flights", files, prune: false, message: null });
});
afterAll(async () => {
  await world.drop();
  await engine.close();
});

describe("what a preview can be made of", () => {
  it("is every feature that can be joined, its group's source first of all, and why the others cannot", async () => {
    const options = await listPreviewOptions(await world.as({ role: "contributor" }), { project: "flights" });
    expect(options.groups).toEqual([
      {
        name: "departures",
        version: 1,
        entity: "airport",
        keys: ["origin"],
        source: "flights_raw",
        features: [
          { name: "delay", type: "int64", unit: "minutes", description: null },
          { name: "late", type: "bool", unit: null, description: null },
          { name: "delay_hours", type: "float64", unit: null, description: null },
        ],
      },
      expect.objectContaining({
        name: "load",
        source: "flights_raw",
        features: [
          { name: "departures_1h", type: "int64", unit: null, description: null },
          { name: "departures_24h", type: "int64", unit: null, description: null },
        ],
      }),
    ]);
    expect(options.notJoinable).toEqual([
      { name: "busiest", reason: expect.stringContaining("load has no rows of its own") },
    ]);
    expect(options.sources).toMatchObject([{ name: "flights_raw", eventTime: "departed_at" }]);
    expect(options.sources[0]?.columns.map((column) => column.name)).toEqual([
      "origin",
      "departed_at",
      "delay",
    ]);
    expect(options.featureCount).toBe(5);
  });

  it("can be narrowed to one group", async () => {
    const options = await listPreviewOptions(world, { project: "flights", group: "busiest" });
    expect([options.groups, options.notJoinable.map(({ name }) => name)]).toEqual([[], ["busiest"]]);
  });

  it("is for those who may preview", async () => {
    const list = async (person: Parameters<TestContext["as"]>[0]) =>
      listPreviewOptions(await world.as(person), { project: "flights" });
    await expect(list({ role: "viewer" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(list({})).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(listPreviewOptions(world.nobody, { project: "flights" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});

describe("whether a group can be previewed", () => {
  it("names the source and time that a spine can be drawn from", async () => {
    const viewer = await world.as({ role: "viewer" });
    expect(await findPreviewRefusal(viewer, { project: "flights", group: "departures" })).toEqual({
      mayPreview: false,
      source: "flights_raw",
      timeColumn: "departed_at",
      refusal: null,
    });
  });

  it("says why not", async () => {
    const busiest = await findPreviewRefusal(world, { project: "flights", group: "busiest" });
    expect(busiest.mayPreview).toBe(true);
    expect(busiest.refusal).toContain("load has no rows of its own to read");
    await expect(findPreviewRefusal(world, { project: "flights", group: "none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("what a result says about its groups", () => {
  it("pit rule 29: says what windows were made of: the literal interval, how many events, the first and the last", async () => {
    const result = await runPreview(
      await world.as({ role: "contributor" }),
      {
        project: "flights",
        features: ["load:*"],
        spine: { columns: { origin: ["ATL", "XXX"], at: ["2026-01-01T10:59:59Z", "2026-01-01T10:59:59Z"] } },
        time: "at",
        timezone: null,
        knowledge: "event",
        rows_max: 10,
        short_names: false,
      },
      { runId: "windows" },
    );
    expect(result.rows.map((row) => row.slice(2))).toEqual([
      ["1", "1"],
      ["0", "0"],
    ]);
    const at = "2026-01-01T10:00:00.000000Z";
    const one = { count: 1, first_event_time: at, last_event_time: at };
    const none = { count: 0, first_event_time: null, last_event_time: null };
    expect(result.sources.map(([source]) => source?.aggregates)).toEqual([
      [one, one],
      [none, none],
    ]);
    expect(result.groups[0]).toMatchObject({
      compute: "windows",
      features: [
        { expression: "count()", interval: "(t − 1 h, t]" },
        { expression: "count()", interval: "(t − 24 h, t]" },
      ],
    });
    expect(result.explanation).toContain(
      "`load__departures_1h` is `count()` of the events with `departed_at` in (t − 1 hour, t]; 0 when there are none.",
    );
  });

  it("names keys, times and TTL, and masks values of policy-tagged features", async () => {
    const run = async (role: "contributor" | "steward") =>
      runPreview(
        await world.as({ role }),
        {
          project: "flights",
          features: ["departures:*"],
          spine: { columns: { origin: ["ATL"], at: ["2026-01-02T00:00:00Z"] } },
          time: "at",
          timezone: null,
          knowledge: "event",
          rows_max: 10,
          short_names: false,
        },
        { runId: world.newId() },
      );
    const seen = await run("steward");
    expect(seen.groups[0]).toMatchObject({
      keys: ["origin"],
      ttl_seconds: 604_800,
      event_time: "departed_at",
      created_time: null,
    });
    expect(seen.rows).toEqual([["ATL", "2026-01-02T00:00:00.000000Z", "8", false, 8 / 60]]);
    const masked = await run("contributor");
    expect(masked.rows).toEqual([["ATL", "2026-01-02T00:00:00.000000Z", "8", "•••", 8 / 60]]);
    expect(masked.columns.map((column) => column.masked)).toEqual([false, false, false, true, false]);
  });
});
