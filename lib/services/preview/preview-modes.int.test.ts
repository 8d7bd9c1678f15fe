import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import { AppError } from "@/lib/core/errors";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
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
name: legs
description: One row per departure
path: legs.csv
event_time: departed_at
created_time: known_at
valid_to: valid_to
timezone: UTC
---
kind: source
name: towers
description: One row per tower
path: towers.csv
event_time: built_at
timezone: UTC
---
kind: feature_group
name: load
entity: airport
description: Departures
source: legs
tombstone: closed
features:
  - {name: delay, type: int64}
  - {name: gate, type: string}
on_demand: [{name: delay_hours, type: float64, expression: "delay / 60.0"}]
---
kind: feature_group
name: profile
entity: airport
description: Towers
source: towers
features:
  - {name: height, type: int64}
---
kind: feature_service
name: trip
description: Both ends of a flight
features:
  - load@v1:delay
  - profile:*
  - {group: load, as: arrival, keys: {origin: destination}, features: [delay]}
consumers: [{name: model, type: model, uses: training, reads: by_name}]
---
kind: feature_service
name: hours
description: Needs an expression
features: ["load:delay_hours"]
consumers: [{name: model, type: model, uses: training, reads: by_name}]
`;
const LEGS = `origin,departed_at,known_at,valid_to,closed,delay,gate
ATL,2026-01-01 10:00:00,2026-01-01 10:30:00,,false,8,A1
ATL,2026-01-01 11:00:00,2026-01-01 15:00:00,,false,20,
ORD,2026-01-01 10:00:00,2026-01-01 10:00:00,,false,5,B2
ORD,2026-01-01 13:00:00,2026-01-01 13:00:00,,true,0,
SFO,2026-01-01 10:00:00,2026-01-01 10:00:00,2026-01-01 12:00:00,false,3,C3
`;

let engine: EngineUnderTest;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  await writeFile(join(engine.dataRoot, "legs.csv"), LEGS);
  await writeFile(join(engine.dataRoot, "towers.csv"), "origin,built_at,height\nATL,1990-01-01,120\n");
  world = await createTestContext({ admin: true, engine: engine.engine });
  const files = [{ path: "all.yaml", text: FILES }];
  await applyDefinitions(world, { project: "flights", files, prune: false, message: null });
});
afterAll(async () => {
  await world.drop();
  await engine.close();
});

type Asked = Pick<PreviewBody, "features"> & Partial<Pick<PreviewBody, "knowledge">>;

async function preview({ features, knowledge }: Asked, columns: Record<string, unknown[]>) {
  const body = PreviewBody.parse({ features, knowledge, spine: { columns }, time: "at" });
  return runPreview(world, { project: "flights", ...body }, { runId: world.newId() });
}

/** The features of each row, by output column. */
async function features(asked: Asked, columns: Record<string, unknown[]>) {
  const result = await preview(asked, columns);
  return result.rows.map((row) =>
    Object.fromEntries(
      result.columns.flatMap(({ name, role }, i) => (role === "feature" ? [[name, row[i]]] : [])),
    ),
  );
}

async function problems(asked: Asked, columns: Record<string, unknown[]>) {
  const error = await preview(asked, columns).catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error.problems;
}

const noon = (rows: number) => Array.from({ length: rows }, () => "2026-01-01T12:00:00Z");

describe("pit rule 23: one group in several roles", () => {
  it("is joined once for each, by its own spine column and under its own name", async () => {
    const asked: Asked = {
      features: [
        "load:delay",
        { group: "load", as: "arrival", keys: { origin: "destination" }, features: ["delay", "gate"] },
      ],
    };
    expect(await features(asked, { origin: ["ATL"], destination: ["ORD"], at: noon(1) })).toEqual([
      { load__delay: "20", arrival__delay: "5", arrival__gate: "B2" },
    ]);
  });

  it("needs a name for each: two versions or two ways of one group under one name are refused", async () => {
    const columns = { origin: ["ATL"], at: noon(1) };
    for (const twice of ["load@v1:gate", { group: "load", strict: true }]) {
      expect(await problems({ features: ["load:delay", twice] }, columns)).toContainEqual({
        path: "groups.load",
        message: "is asked for twice",
        expected: "one alias (as) for each version or role of a group",
      });
    }
    const asked: Asked = { features: ["load:delay", { group: "load@v1", as: "old", features: ["delay"] }] };
    expect(await features(asked, columns)).toEqual([{ load__delay: "20", old__delay: "20" }]);
  });

  it("names a join key that the group does not have, and a spine column that is missing", async () => {
    const wrong = await problems(
      { features: [{ group: "load", keys: { airport: "destination", origin: "nowhere" } }] },
      { origin: ["ATL"], at: noon(1) },
    );
    expect(wrong.map(({ path }) => path)).toEqual(["groups.load.keys.airport", "groups.load.keys.origin"]);
  });

  it("says what a service pins, with its aliases and key maps", async () => {
    const columns = { origin: ["ATL"], destination: ["ORD"], at: noon(1) };
    expect(await features({ features: [{ service: "trip" }] }, columns)).toEqual([
      { load__delay: "20", profile__height: "120", arrival__delay: "5" },
    ]);
    expect(await problems({ features: [{ service: "gone" }] }, columns)).toEqual([
      { path: "features.0", message: "there is no feature service gone" },
    ]);
    expect(await features({ features: [{ service: "hours" }] }, columns)).toEqual([
      { load__delay_hours: 20 / 60 },
    ]);
  });
});

describe("knowledge, nulls and ends", () => {
  const columns = { origin: ["ATL", "ORD", "SFO"], at: [...noon(1), "2026-01-01T14:00:00Z", ...noon(1)] };

  it("pit rule 9: as known then, late rows do not count; a group without created time is refused by name", async () => {
    const asked: Asked = { features: ["load:delay"] };
    expect((await features(asked, columns))[0]).toEqual({ load__delay: "20" });
    expect((await features({ ...asked, knowledge: "known" }, columns))[0]).toEqual({ load__delay: "8" });
    expect(await problems({ features: ["profile:*"], knowledge: "known" }, columns)).toEqual([
      {
        path: "groups.profile.created_time",
        message: "profile has no created time, so nobody can tell what was known of it at a time",
        expected: "a created_time on the group or its source, or knowledge by event time",
      },
    ]);
  });

  it("pit rule 18: each feature may look past nulls, and says which row it took", async () => {
    const result = await preview(
      { features: [{ group: "load", features: ["delay", "gate"], nulls: "latest_non_null" }] },
      { origin: ["ATL"], at: noon(1) },
    );
    expect(result.rows[0]?.slice(2)).toEqual(["20", "A1"]);
    expect(result.sources[0]?.[0]).toMatchObject({
      event_time: "2026-01-01T11:00:00.000000Z",
      features: [
        { state: "FOUND", event_time: "2026-01-01T11:00:00.000000Z", age_ms: 3_600_000 },
        { state: "FOUND", event_time: "2026-01-01T10:00:00.000000Z", age_ms: 7_200_000 },
      ],
    });
    expect(result.groups[0]).toMatchObject({ nulls: "latest_non_null", strict: false });
  });

  it("pit rule 25: definitions say which column deletes and which ends, and the row stays visible as the reason", async () => {
    const result = await preview({ features: ["load:delay"] }, columns);
    expect(result.rows.map((row) => row[2])).toEqual(["20", null, null]);
    expect(result.sources.map(([source]) => source)).toMatchObject([
      { state: "FOUND" },
      { state: "DELETED", event_time: "2026-01-01T13:00:00.000000Z" },
      { state: "ENDED", ended_at: "2026-01-01T12:00:00.000000Z" },
    ]);
    expect(result.groups[0]?.features[0]?.counts).toMatchObject({ PRESENT: 1, NOT_FOUND: 2 });
  });

  it("tells the plan in words and as portable SQL", async () => {
    const result = await preview({ features: ["load:delay"], knowledge: "known" }, columns);
    expect(result.knowledge).toBe("known");
    expect(result.explanation.join("\n")).toContain("only rows with `known_at` at or before t count");
    expect(result.portable_sql).toContain("LAST_VALUE(best_0 IGNORE NULLS)");
    expect(result.portable_sql).not.toContain("ASOF JOIN");
    expect(result.portable_sql).not.toContain("ATL");
  });
});
