import "server-only";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatasetBody } from "@/lib/contracts/datasets";
import { startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { openLocalFiles } from "@/lib/offline/local-files";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { buildDataset } from "./build";
import { findDatasetFile } from "./find-file";
import { getDataset } from "./get";
import { runDatasetBuild } from "./run-build";
import { runDatasetCheck } from "./run-check";
import { uploadSpine } from "./upload";
import { verifyDataset } from "./verify";

const DEFINITIONS = `
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
---
kind: feature_service
name: both_ends
description: One group in two roles
features:
  - {group: departures, as: origin_airport, features: [delay]}
  - {group: departures, as: destination_airport, keys: {origin: destination}, features: [delay]}
`;

export const FLIGHTS = `origin,departed_at,delay
ATL,2026-01-01 10:00:00,8
ATL,2026-01-03 10:00:00,31
ORD,2026-01-02 11:00:00,20
`;
export const SPINE = `origin,at,cancelled
ATL,2026-01-02T00:00:00Z,0
ATL,2026-01-04T00:00:00Z,1
ORD,2026-01-01T00:00:00Z,0
QQQ,2026-01-04T00:00:00Z,1
`;

/** A project with a source and two features, and a worker that works when it is told to. */
export interface DatasetsUnderTest {
  world: TestContext;
  /** The root of sources. */
  dataRoot: string;
  /** What the product keeps. */
  kept: string;
  /** Writes the source as it was at the start. */
  resetSource(): Promise<void>;
  upload(ctx: ServiceContext, text?: string): Promise<{ id: string }>;
  request(body: object): Parameters<typeof buildDataset>[1];
  /** Plays the worker until nothing is left to do. */
  work(signal?: AbortSignal): Promise<void>;
  built(ctx: ServiceContext, body: object): Promise<Awaited<ReturnType<typeof getDataset>>>;
  verified(
    ctx: ServiceContext,
    id: string,
  ): Promise<Awaited<ReturnType<typeof getDataset>>["checks"][number]["result"] | undefined>;
  textOf(ctx: ServiceContext, id: string, file: string): Promise<string>;
  close(): Promise<void>;
}

/** @param sources more files of the root, by name. */
export async function startDatasetsUnderTest(
  sources: Record<string, string> = {},
): Promise<DatasetsUnderTest> {
  const engine = await startEngineUnderTest();
  const kept = path.dirname(engine.workDir);
  const files = openLocalFiles(kept);
  const world = await createTestContext({ admin: true, engine: engine.engine, files });
  const resetSource = () => writeFile(path.join(engine.dataRoot, "flights.csv"), FLIGHTS);
  await resetSource();
  for (const [name, text] of Object.entries(sources)) await writeFile(path.join(engine.dataRoot, name), text);
  await applyDefinitions(world, {
    project: "flights",
    files: [{ path: "all.yaml", text: DEFINITIONS }],
    prune: false,
    message: null,
  });

  const request: DatasetsUnderTest["request"] = (body) => ({
    project: "flights",
    ...DatasetBody.parse({ name: "delays", features: ["departures:delay"], time: "at", ...body }),
  });

  async function work(signal: AbortSignal = new AbortController().signal) {
    for (let job = world.jobs.shift(); job; job = world.jobs.shift()) {
      const run = job.name === "dataset" ? runDatasetBuild : runDatasetCheck;
      await run(world.system, { id: job.id, signal });
    }
  }

  return {
    world,
    dataRoot: engine.dataRoot,
    kept,
    resetSource,
    request,
    work,
    upload: (ctx, text = SPINE) =>
      uploadSpine(ctx, {
        project: "flights",
        format: "csv",
        async receive() {
          const name = world.newId();
          await writeFile(path.join(kept, name), text);
          return {
            path: name,
            bytes: text.length,
            sha256: createHash("sha256").update(text).digest("hex"),
            discard: () => rm(path.join(kept, name)),
          };
        },
      }),
    async built(ctx, body) {
      const asked = await buildDataset(ctx, request(body));
      await work();
      return await getDataset(ctx, { project: "flights", dataset: asked.id });
    },
    async verified(ctx, id) {
      const asked = await verifyDataset(ctx, { project: "flights", dataset: id });
      await work();
      const { checks } = await getDataset(ctx, { project: "flights", dataset: id });
      return checks.find((check) => check.id === asked.id)?.result;
    },
    async textOf(ctx, id, file) {
      const { location } = await findDatasetFile(ctx, { project: "flights", dataset: id, file });
      return await readFile(path.join(kept, location), "utf8");
    },
    async close() {
      await world.drop();
      await engine.close();
    },
  };
}
