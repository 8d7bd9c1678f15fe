import "server-only";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import type { EnginePoolOptions } from "@/lib/offline/duckdb/pool";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { readRows } from "../offline/read-rows";
import { createTestContext, type TestContext } from "../test-context";
import { getMaterialization, type RunDetail } from "./get-run";
import { type StartInput, startMaterialization } from "./start";
import { workOnRun } from "./work";

export const FILES = `
kind: project
name: flights
owner: ops
---
kind: team
name: ops
---
kind: entity
name: airport
description: An airport
join_keys: [{name: origin, type: string}]
parent: {entity: state, from: "profile:state"}
---
kind: entity
name: state
description: A state
join_keys: [{name: state, type: string}]
---
kind: source
name: legs
description: One row per departure
path: legs.csv
event_time: departed_at
created_time: known_at
timezone: UTC
columns:
  - {name: origin, type: string}
  - {name: departed_at, type: timestamp_ntz}
  - {name: known_at, type: timestamp_ntz}
  - {name: delay, type: int64}
---
kind: source
name: register
description: Which state an airport is in
path: register.csv
event_time: valid_from
timezone: UTC
---
kind: feature_group
name: profile
entity: airport
description: Where it is
source: register
features: [{name: state, type: string}]
---
kind: feature_group
name: departures
entity: airport
description: Departures
transform: SELECT origin, departed_at, known_at, delay, delay > 15 AS late FROM legs
event_time: departed_at
created_time: known_at
features:
  - {name: delay, type: int64, constraints: {max: 5000}}
  - {name: late, type: bool}
---
kind: feature_group
name: load
entity: airport
description: How busy
source: departures
emit: 6h
aggregations:
  - {name: "count_{window}", fn: count, windows: [6h, lifetime], where: "late"}
  - {name: "sum_{window}", fn: sum, column: delay, windows: [24h, lifetime]}
  - {name: "max_{window}", fn: max, column: delay, windows: [6h], bounds: "[)"}
---
kind: feature_group
name: region
entity: airport
description: The state's
second_order:
  - {name: state_most, feature: "load:sum_24h", fn: max, by: state}
`;

const REGISTER = `origin,valid_from,state
ATL,2026-01-01 00:00:00,GA
SAV,2026-01-02 12:00:00,GA
ORD,2026-01-01 00:00:00,IL
`;

export interface Leg {
  origin: string;
  /** Hours after 2026-01-01. */
  hour: number;
  delay: number;
}

/** A project of four groups over files: rows, a register, windows, rollups. */
export interface MaterializationUnderTest {
  world: TestContext;
  owner: ServiceContext;
  engine: EngineUnderTest;
  setLegs(legs: readonly Leg[]): Promise<void>;
  start(group: string, more?: Partial<StartInput>): Promise<string>;
  work(id: string, signal?: AbortSignal): Promise<RunDetail>;
  /** Starts a run and works on it to its end. */
  run(group: string, more?: Partial<StartInput>): Promise<RunDetail>;
  /** Rows of the latest commit or of another, by time, then key; without the store's own columns. */
  rows(group: string, commit?: number): Promise<unknown[][]>;
  close(): Promise<void>;
}

/** Microseconds of an hour after 2026-01-01. */
export function hourUs(hour: number): bigint {
  return BigInt(Date.UTC(2026, 0, 1, hour)) * 1_000n;
}

export const LEGS: readonly Leg[] = [
  { origin: "ATL", hour: 0, delay: 20 },
  { origin: "ATL", hour: 5, delay: 10 },
  { origin: "ATL", hour: 6, delay: 40 },
  { origin: "ORD", hour: 7, delay: 30 },
  { origin: "ATL", hour: 30, delay: 5 },
  { origin: "SAV", hour: 31, delay: 100 },
  { origin: "ORD", hour: 48, delay: -3 },
];

export async function startMaterializationUnderTest(
  options: Partial<EnginePoolOptions> = {},
): Promise<MaterializationUnderTest> {
  const engine = await startEngineUnderTest({ size: 2, ...options });
  const world = await createTestContext({ admin: true, engine: engine.engine });
  const setLegs = (legs: readonly Leg[]) => {
    const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString().slice(0, 19);
    const lines = legs.map(({ origin, hour, delay }) => `${origin},${at(hour)},${at(hour + 1)},${delay}`);
    return writeFile(
      path.join(engine.dataRoot, "legs.csv"),
      `${["origin,departed_at,known_at,delay", ...lines].join("\n")}\n`,
    );
  };
  await setLegs(LEGS);
  await writeFile(path.join(engine.dataRoot, "register.csv"), REGISTER);
  await applyDefinitions(world, {
    project: "flights",
    files: [{ path: "all.yaml", text: FILES }],
    prune: false,
    message: null,
  });
  const owner = await world.as({ role: "contributor", teams: ["ops"], name: "Olga" });
  const start = async (group: string, more: Partial<StartInput> = {}) => {
    const { id } = await startMaterialization(owner, {
      project: "flights",
      group,
      version: null,
      startUs: hourUs(0),
      endUs: hourUs(72),
      incremental: false,
      only: null,
      upstream: false,
      downstream: false,
      scheduledFor: null,
      ...more,
    });
    return id;
  };
  const work = async (id: string, signal = new AbortController().signal) => {
    await workOnRun(world.system, id, signal);
    return await getMaterialization(owner, { project: "flights", id });
  };
  return {
    world,
    owner,
    engine,
    setLegs,
    start,
    work,
    run: async (group, more) => work(await start(group, more)),
    async rows(group, commit) {
      const page = await readRows(owner, {
        project: "flights",
        group,
        version: null,
        asOf: commit === undefined ? null : { commit },
        keys: {},
        sinceUs: null,
        untilUs: null,
        after: null,
        limit: 1000,
      });
      const time = page.columns.findIndex(({ role }) => role === "event_time");
      return page.rows
        .map((row) => row.slice(0, -2))
        .sort((a, b) => `${a[time]}${a[0]}`.localeCompare(`${b[time]}${b[0]}`));
    },
    async close() {
      await world.drop();
      await engine.close();
    },
  };
}
