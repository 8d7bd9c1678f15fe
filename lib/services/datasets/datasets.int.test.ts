import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CoverageBody, DatasetBody } from "@/lib/contracts/datasets";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { openLocalFiles } from "@/lib/offline/local-files";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { buildDataset } from "./build";
import { cancelDataset } from "./cancel";
import { coverDataset } from "./coverage";
import { getDataset } from "./get";
import { listDatasets } from "./list";
import { openDatasetFile } from "./open-file";
import { resumeDatasets } from "./resume";
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

const FLIGHTS = `origin,departed_at,delay
ATL,2026-01-01 10:00:00,8
ATL,2026-01-03 10:00:00,31
ORD,2026-01-02 11:00:00,20
`;
const SPINE = `origin,at,cancelled
ATL,2026-01-02T00:00:00Z,0
ATL,2026-01-04T00:00:00Z,1
ORD,2026-01-01T00:00:00Z,0
QQQ,2026-01-04T00:00:00Z,1
`;

let engine: EngineUnderTest;
let kept: string;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  kept = path.dirname(engine.workDir);
  world = await createTestContext({ admin: true, engine: engine.engine, files: openLocalFiles(kept) });
  await writeFile(path.join(engine.dataRoot, "flights.csv"), FLIGHTS);
  const files = [{ path: "all.yaml", text: DEFINITIONS }];
  await applyDefinitions(world, { project: "flights", files, prune: false, message: null });
});
afterAll(async () => {
  await world.drop();
  await engine.close();
});
beforeEach(async () => {
  await writeFile(path.join(engine.dataRoot, "flights.csv"), FLIGHTS);
  world.jobs.length = 0;
});

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text);
}

async function upload(ctx: ServiceContext, text = SPINE) {
  const content = bytesOf(text);
  return await uploadSpine(ctx, { project: "flights", format: "csv", content, bytesMax: 1000 });
}

function request(body: object) {
  return {
    project: "flights",
    ...DatasetBody.parse({ name: "delays", features: ["departures:delay"], time: "at", ...body }),
  };
}

const NEVER = new AbortController().signal;

/** Plays the worker until nothing is left to do. */
async function work(signal: AbortSignal = NEVER) {
  for (let job = world.jobs.shift(); job; job = world.jobs.shift()) {
    const run = job.name === "dataset" ? runDatasetBuild : runDatasetCheck;
    await run(world.system, { id: job.id, signal });
  }
}

async function built(ctx: ServiceContext, body: object) {
  const asked = await buildDataset(ctx, request(body));
  await work();
  return await getDataset(ctx, { project: "flights", dataset: asked.id });
}

async function verified(ctx: ServiceContext, id: string) {
  const asked = await verifyDataset(ctx, { project: "flights", dataset: id });
  await work();
  const { checks } = await getDataset(ctx, { project: "flights", dataset: id });
  return checks.find((check) => check.id === asked.id)?.result;
}

async function textOf(ctx: ServiceContext, id: string, file: string) {
  const { stream } = await openDatasetFile(ctx, { project: "flights", dataset: id, file });
  return await new Response(stream).text();
}

describe("building a training dataset", () => {
  it("keeps every spine row with its label, certifies it, and writes who did it", async () => {
    const person = await world.as({ role: "contributor", name: "Ada" });
    const { id } = await upload(person);
    const dataset = await built(person, { spine: { upload: id }, label: "cancelled", format: "csv" });
    expect(dataset).toMatchObject({ name: "delays", version: 1, status: "built", createdBy: "Ada" });
    const [file] = dataset.certificate?.files ?? [];
    expect(await textOf(person, dataset.id, file?.path ?? "")).toBe(
      [
        "origin,at,cancelled,departures__delay",
        "ATL,2026-01-02T00:00:00.000000Z,0,8",
        "ATL,2026-01-04T00:00:00.000000Z,1,31",
        "ORD,2026-01-01T00:00:00.000000Z,0,",
        "QQQ,2026-01-04T00:00:00.000000Z,1,",
        "",
      ].join("\n"),
    );
    expect(dataset.certificate).toMatchObject({
      row_count: 4,
      groups: [{ name: "departures", group: "departures", version: 1 }],
      inputs: [{ path: "flights.csv" }],
    });
    expect(dataset.result?.coverage).toMatchObject([
      { not_found: { without_key_or_time: 0, too_early: 1, never_seen: 1 } },
    ]);
    const entries = await world.store.prisma.auditEntry.findMany({ where: { targetId: dataset.id } });
    expect(entries.map(({ action, actorName }) => `${action} ${actorName}`)).toEqual([
      "dataset:build Ada",
      "dataset:built test",
    ]);
  });

  it("R33: the same request gives the same bytes, as the next version", async () => {
    const spine = { sql: "SELECT origin, departed_at AS at, delay AS y FROM flights_raw" };
    const one = await built(world, { name: "twice", spine });
    const two = await built(world, { name: "twice", spine });
    expect([one.version, two.version]).toEqual([1, 2]);
    expect(two.certificate).toEqual(one.certificate);
    const bytes = (id: string) =>
      readFile(path.join(kept, "datasets", id, "data/part-00000-of-00001.parquet"));
    expect(await bytes(two.id)).toEqual(await bytes(one.id));
  });

  it("pit rule 23: a service brings one group in two roles", async () => {
    const spine = {
      upload: (await upload(world, "origin,destination,at\nATL,ORD,2026-01-05T00:00:00Z\n")).id,
    };
    const dataset = await built(world, {
      name: "roles",
      features: [],
      service: "both_ends",
      spine,
      format: "csv",
    });
    expect(await textOf(world, dataset.id, "part-00000-of-00001.csv")).toContain(
      "origin_airport__delay,destination_airport__delay\nATL,ORD,2026-01-05T00:00:00.000000Z,31,20",
    );
  });

  it("makes a grid of every key at every time", async () => {
    const grid = {
      source: "flights_raw",
      keys: ["origin"],
      start: "2026-01-01T12:00:00Z",
      end: "2026-01-15T00:00:00Z",
      every: "7d",
    };
    const dataset = await built(world, { name: "grid", spine: { grid }, format: "csv" });
    expect((await textOf(world, dataset.id, "part-00000-of-00001.csv")).trim().split("\n")).toEqual([
      "origin,at,departures__delay",
      "ATL,2026-01-01T12:00:00.000000Z,8",
      "ORD,2026-01-01T12:00:00.000000Z,",
      "ATL,2026-01-08T12:00:00.000000Z,31",
      "ORD,2026-01-08T12:00:00.000000Z,20",
    ]);
  });

  it("refuses at once what can be seen to be wrong, and keeps nothing", async () => {
    const { id } = await upload(world);
    const build = (body: object) => buildDataset(world, request(body));
    const wrong = [
      { spine: { upload: id }, time: "when" },
      { spine: { upload: id }, label: "nothing" },
      { spine: { upload: id }, features: ["departures:none"] },
      { spine: { upload: id }, sample: { rate: 0.5, seed: 1, by: "nothing" } },
      { spine: { source: "nothing", sample: 10 } },
    ];
    for (const body of wrong) await expect(build(body)).rejects.toMatchObject({ code: "INVALID" });
    await expect(build({ spine: { upload: world.newId() } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const stranger = await world.as({ role: "contributor" });
    await expect(buildDataset(stranger, request({ spine: { upload: id } }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(world.jobs).toEqual([]);
  });

  it("says why a build failed, and keeps nothing of it", async () => {
    const dataset = await built(world, {
      name: "broken",
      spine: { sql: "SELECT origin, nothing AS at FROM flights_raw" },
    });
    expect(dataset).toMatchObject({ status: "failed", certificate: null, run: { status: "failed" } });
    expect(dataset.run.error).toContain("nothing");
    expect(await readdir(path.join(kept, "datasets"))).not.toContain(dataset.id);
  });

  it("is for contributors; values under a policy are for stewards, and are named", async () => {
    const spine = { sql: "SELECT origin, departed_at AS at FROM flights_raw" };
    const as = async (person: Parameters<TestContext["as"]>[0], body: object = {}) =>
      buildDataset(await world.as(person), request({ name: "policy", spine, ...body }));
    await expect(as({ role: "viewer" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(as({})).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(as({ role: "contributor", scopes: ["read"] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(as({ role: "contributor" }, { features: ["departures:*"] })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("departures:late"),
    });
    const steward = await world.as({ role: "steward" });
    const dataset = await built(steward, { name: "policy", spine, features: ["departures:*"] });
    const contributor = await world.as({ role: "contributor" });
    const file = { project: "flights", dataset: dataset.id, file: "part-00000-of-00001.parquet" };
    await expect(openDatasetFile(contributor, file)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("departures__late"),
    });
    expect((await openDatasetFile(steward, file)).bytes).toBeGreaterThan(0);
    const seen = await getDataset(await world.as({ role: "viewer" }), {
      project: "flights",
      dataset: "policy",
    });
    expect([seen.mayBuild, seen.mayDownload]).toEqual([false, false]);
  });

  it("a built dataset never changes: the database refuses", async () => {
    const dataset = await built(world, {
      name: "final",
      spine: { sql: "SELECT origin, departed_at AS at FROM flights_raw" },
    });
    const { trainingDataset } = world.store.prisma;
    await expect(
      trainingDataset.update({ where: { id: dataset.id }, data: { rowCount: 1n } }),
    ).rejects.toThrow();
    await expect(trainingDataset.delete({ where: { id: dataset.id } })).rejects.toThrow();
  });
});

describe("a build that is interrupted", () => {
  it("cancelled while it waits: nothing is built, and it cannot be cancelled twice", async () => {
    const { id } = await upload(world);
    const asked = await buildDataset(world, request({ name: "stopped", spine: { upload: id } }));
    await cancelDataset(world, { project: "flights", dataset: asked.id });
    await work();
    const dataset = await getDataset(world, { project: "flights", dataset: asked.id });
    expect(dataset).toMatchObject({ status: "cancelled", run: { status: "cancelled" } });
    await expect(cancelDataset(world, { project: "flights", dataset: asked.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const viewer = await world.as({ role: "viewer" });
    await expect(cancelDataset(viewer, { project: "flights", dataset: asked.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("R15: the worker stops: the run stays open, is handed over again and begins from the start", async () => {
    const { id } = await upload(world);
    const asked = await buildDataset(world, request({ name: "resumed", spine: { upload: id } }));
    await expect(work(AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
    const folder = path.join(kept, "datasets", asked.id);
    await mkdir(path.join(folder, ".writing-half"), { recursive: true });
    expect((await getDataset(world, { project: "flights", dataset: asked.id })).status).toBe("building");
    await resumeDatasets(world.system);
    expect(world.jobs).toContainEqual({ name: "dataset", id: asked.id });
    await work();
    expect((await getDataset(world, { project: "flights", dataset: asked.id })).status).toBe("built");
    expect((await readdir(folder)).sort()).toEqual(["data", "spine.csv"]);
  });
});

describe("verifying", () => {
  const spine = { sql: "SELECT origin, departed_at AS at FROM flights_raw" };

  it("R33: is equal while nothing has changed, and leaves nothing behind", async () => {
    const dataset = await built(world, { name: "same", spine });
    expect(await verified(world, dataset.id)).toEqual({
      verdict: "equal",
      changes: [],
      results: [],
      message: null,
    });
    expect((await readdir(path.join(kept, "datasets", dataset.id))).sort()).toEqual([
      "data",
      "spine.parquet",
    ]);
  });

  it("names the source file that changed, and what that did to the rows", async () => {
    const dataset = await built(world, { name: "source", spine });
    await writeFile(path.join(engine.dataRoot, "flights.csv"), FLIGHTS.replace(",20", ",21"));
    const result = await verified(world, dataset.id);
    expect(result).toMatchObject({
      verdict: "inputs_changed",
      changes: [{ what: "input flights.csv", was: dataset.certificate?.inputs[0]?.sha256 }],
    });
    expect(result?.results.map((change) => change.what)).toEqual([
      "checksum",
      "file part-00000-of-00001.parquet",
    ]);
  });

  it("names a source file that is gone", async () => {
    const dataset = await built(world, { name: "gone", spine });
    await rm(path.join(engine.dataRoot, "flights.csv"));
    const result = await verified(world, dataset.id);
    expect(result).toMatchObject({ verdict: "inputs_changed", results: [] });
    expect(result?.message).toContain("flights.csv");
  });

  it("names a spine that was swapped", async () => {
    const dataset = await built(world, { name: "swapped", spine: { upload: (await upload(world)).id } });
    const file = path.join(kept, "datasets", dataset.id, "spine.csv");
    await copyFile(file, `${file}.old`);
    await rm(file);
    await writeFile(file, SPINE.replace("QQQ", "ORD"));
    expect((await verified(world, dataset.id))?.changes.map((change) => change.what)).toEqual(["spine"]);
  });

  it("is for contributors, and for datasets that are built", async () => {
    const dataset = await built(world, { name: "checked", spine });
    const viewer = await world.as({ role: "viewer" });
    await expect(verifyDataset(viewer, { project: "flights", dataset: dataset.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(verifyDataset(world, { project: "flights", dataset: "none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const failed = await buildDataset(world, request({ name: "unbuilt", spine }));
    await expect(verifyDataset(world, { project: "flights", dataset: failed.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("a dry run", () => {
  it("counts what would be found and stores nothing", async () => {
    const before = await world.store.prisma.trainingDataset.count();
    const body = CoverageBody.parse({
      features: ["departures:delay"],
      time: "at",
      spine: { sql: "SELECT origin, departed_at + INTERVAL 8 DAY AS at FROM flights_raw" },
    });
    const person = await world.as({ role: "contributor" });
    const answer = await coverDataset(person, { ...body, project: "flights" }, { runId: "dry" });
    expect(answer.coverage[0]?.features[0]?.counts).toEqual({
      PRESENT: 1,
      NULL_VALUE: 0,
      NOT_FOUND: 0,
      OUTSIDE_MAX_AGE: 2,
    });
    expect(await world.store.prisma.trainingDataset.count()).toBe(before);
    const viewer = await world.as({ role: "viewer" });
    await expect(
      coverDataset(viewer, { ...body, project: "flights" }, { runId: "dry" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("listing", () => {
  it("shows the latest version of each name, page by page, to everybody in the project", async () => {
    const viewer = await world.as({ role: "viewer" });
    const names: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = await listDatasets(viewer, { project: "flights", limit: 3, cursor });
      names.push(...page.items.map((item) => item.name));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("twice");
    const outsider = await world.as({});
    await expect(
      listDatasets(outsider, { project: "flights", limit: 3, cursor: null }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
