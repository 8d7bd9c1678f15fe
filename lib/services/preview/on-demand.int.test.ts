import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/core/errors";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { runPreview } from "./run";

const FILES = `
kind: project
name: flights
---
kind: entity
name: airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: flights_raw
path: flights.csv
event_time: departed_at
timezone: UTC
---
kind: source
name: airports
path: airports.csv
event_time: valid_from
timezone: UTC
---
kind: feature_group
name: profile
entity: airport
source: airports
features:
  - {name: latitude, type: float64}
  - {name: longitude, type: float64}
  - {name: operator, type: string, tags: [pii]}
---
kind: feature_group
name: departures
entity: airport
source: flights_raw
ttl: 7d
features:
  - {name: delay, type: int64}
  - {name: crew, type: string, tags: [pii]}
on_demand:
  - {name: delay_hours, type: float64, expression: "delay / 60.0"}
  - {name: known_delay, type: int64, expression: "coalesce(delay, 0)"}
  - {name: crew_bucket, type: int32, expression: "hash_bucket(crew, 1000)"}
  - {name: operator_length, type: int64, expression: "length(lookup('profile:operator'))"}
  - name: hours_ago
    type: float64
    expression: hours_between(asked_since, at)
    request: [{name: at, type: timestamp}, {name: asked_since, type: timestamp}]
  - name: distance_km
    type: float64
    expression: |
      haversine_km(
        lookup('profile:latitude'), lookup('profile:longitude'),
        lookup('profile:latitude', origin = destination), lookup('profile:longitude', origin = destination))
    request: [{name: destination, type: string}]
`;

const SPINE = {
  columns: {
    origin: ["ATL", "ORD", "XXX"],
    destination: ["ORD", "XXX", "ATL"],
    at: ["2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"],
    asked_since: ["2026-01-01T22:30:00Z", null, "2026-01-02T00:00:00Z"],
  },
};

let engine: EngineUnderTest;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  await writeFile(
    join(engine.dataRoot, "flights.csv"),
    "origin,departed_at,delay,crew\nATL,2026-01-01 10:00:00,90,smith\nORD,2026-01-01 11:00:00,,jones\n",
  );
  await writeFile(
    join(engine.dataRoot, "airports.csv"),
    "origin,valid_from,latitude,longitude,operator\nATL,2020-01-01 00:00:00,33.64,-84.43,city\nORD,2020-01-01 00:00:00,41.98,-87.9,chicago\nORD,2030-01-01 00:00:00,0,0,future\n",
  );
  world = await createTestContext({ admin: true, engine: engine.engine });
  await apply(FILES);
});
afterAll(async () => {
  await world.drop();
  await engine.close();
});

function apply(text: string) {
  const files = [{ path: "all.yaml", text }];
  return applyDefinitions(world, { project: "flights", files, prune: false, message: null });
}

async function preview(
  features: string[],
  options: { ctx?: ServiceContext; spine?: object; short_names?: boolean } = {},
) {
  const body = { features, spine: { ...SPINE, ...options.spine }, time: "at", timezone: null };
  const rest = { knowledge: "event" as const, rows_max: 10, short_names: options.short_names ?? false };
  const steward = await world.as({ role: "steward" });
  const run = { runId: world.newId() };
  const result = await runPreview(options.ctx ?? steward, { project: "flights", ...body, ...rest }, run);
  const shown = result.columns.flatMap(({ name, role }, i) => (role === "feature" ? [{ name, i }] : []));
  return {
    result,
    names: shown.map(({ name }) => name),
    values: result.rows.map((row) => shown.map(({ i }) => row[i])),
  };
}

describe("on-demand features in a preview", () => {
  it("are computed from features that are joined without being shown", async () => {
    const { names, values, result } = await preview(["departures:delay_hours", "departures:known_delay"]);
    expect(names).toEqual(["departures__delay_hours", "departures__known_delay"]);
    expect(values).toEqual([
      [1.5, "90"],
      [null, "0"],
      [null, "0"],
    ]);
    expect(result.groups[0]?.features).toEqual([
      {
        output: "departures__delay_hours",
        expression: "delay / 60.0",
        interval: null,
        counts: { PRESENT: 1, NULL_VALUE: 2, NOT_FOUND: 0, OUTSIDE_MAX_AGE: 0 },
        isComputed: true,
      },
      {
        output: "departures__known_delay",
        expression: "coalesce(delay, 0)",
        interval: null,
        counts: { PRESENT: 3, NULL_VALUE: 0, NOT_FOUND: 0, OUTSIDE_MAX_AGE: 0 },
        isComputed: true,
      },
    ]);
    expect(result.columns.at(-1)).toMatchObject({ expression: "coalesce(delay, 0)" });
    expect(result.explanation.join("\n")).toContain(
      "`departures__delay_hours` is computed after the join, for every row, as `delay / 60.0`, from `departures__delay`.",
    );
  });

  it("belong to all features of their group, with stored ones before them, and may have short names", async () => {
    const all = await preview(["departures:*"], { short_names: true });
    const stored = ["delay", "crew"];
    const computed = [
      "delay_hours",
      "known_delay",
      "crew_bucket",
      "operator_length",
      "hours_ago",
      "distance_km",
    ];
    expect(all.names).toEqual([...stored, ...computed]);
  });

  it("look up another group by other keys, as of the row's time, through one hidden join for each way", async () => {
    const { values, names, result } = await preview(["departures:distance_km"]);
    expect(names).toEqual(["departures__distance_km"]);
    expect(values.map(([value]) => (typeof value === "number" ? Math.round(value) : value))).toEqual([
      976,
      null,
      null,
    ]);
    expect(result.groups.map(({ group, keys, features }) => [group, keys, features.length])).toEqual([
      ["departures", ["origin"], 1],
      ["profile", ["origin"], 0],
      ["profile", ["destination"], 0],
    ]);
  });

  it("read request columns from spine columns of the same name, in their declared type", async () => {
    const { values } = await preview(["departures:hours_ago"]);
    expect(values).toEqual([[1.5], [null], [0]]);
  });

  it("are refused by name when a request column is missing or is no value of its type", async () => {
    const { destination: _, ...columns } = SPINE.columns;
    const without = await preview(["departures:distance_km"], { spine: { columns } }).catch(
      (error: AppError) => error,
    );
    expect(without).toMatchObject({
      code: "INVALID",
      problems: expect.arrayContaining([
        expect.objectContaining({
          path: "groups.departures.features.distance_km",
          message: "the request column destination is missing: the spine has no column destination",
        }),
      ]),
    });
    const wrong = { columns: { ...SPINE.columns, asked_since: ["soon", null, null] } };
    const refused = await preview(["departures:hours_ago"], { spine: wrong }).catch(
      (error: AppError) => error,
    );
    expect(refused).toMatchObject({
      problems: [
        expect.objectContaining({ path: "spine.asked_since", message: 'row 1: "soon" is not a time' }),
      ],
    });
  });

  it("take what they need from the source that a spine is drawn from", async () => {
    const spine = { source: "flights_raw", sample: 2, seed: 1, keep: [] };
    const steward = await world.as({ role: "steward" });
    const input = { project: "flights", features: ["departures:delay_hours"], spine, time: "departed_at" };
    const rest = { timezone: null, knowledge: "event" as const, rows_max: 10, short_names: false };
    const result = await runPreview(steward, { ...input, ...rest }, { runId: world.newId() });
    expect(result.rows.map((row) => row.at(-1))).toEqual([1.5, null]);
  });

  it("are masked when anything they are computed from is, also through a lookup", async () => {
    const features = ["departures:crew_bucket", "departures:operator_length", "departures:delay_hours"];
    const ctx = await world.as({ role: "contributor" });
    const masked = await preview(features, { ctx });
    expect(masked.values[0]).toEqual(["•••", "•••", 1.5]);
    const seen = await preview(features);
    expect(seen.values[0]).toEqual([expect.any(Number), "4", 1.5]);
  });

  it("say why they cannot be computed any more, when what they look up has changed", async () => {
    const renamed = FILES.replace(
      "{name: latitude, type: float64}",
      "{name: lat, type: float64, column: latitude}",
    );
    const failure = await apply(renamed).catch((error: AppError) => error);
    expect(failure).toMatchObject({
      code: "INVALID",
      problems: expect.arrayContaining([
        expect.objectContaining({
          path: "on_demand.5.expression",
          file: "all.yaml",
          message: expect.stringContaining("profile has no feature latitude."),
        }),
      ]),
    });
  });
});
