import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CoverageBody } from "@/lib/contracts/datasets";
import type { TestContext } from "../test-context";
import { buildDataset } from "./build";
import { cancelDataset } from "./cancel";
import { coverDataset } from "./coverage";
import { type DatasetsUnderTest, startDatasetsUnderTest } from "./datasets-under-test";
import { findDatasetFile } from "./find-file";
import { getDataset } from "./get";
import { listDatasets } from "./list";
import { resumeDatasets } from "./resume";

let sut: DatasetsUnderTest;
let world: TestContext;
beforeAll(async () => {
  sut = await startDatasetsUnderTest();
  world = sut.world;
});
afterAll(() => sut.close());
beforeEach(async () => {
  await sut.resetSource();
  world.jobs.length = 0;
});

describe("building a training dataset", () => {
  it("keeps every spine row with its label, certifies it, and writes who did it", async () => {
    const person = await world.as({ role: "contributor", name: "Ada" });
    const { id } = await sut.upload(person);
    const dataset = await sut.built(person, { spine: { upload: id }, label: "cancelled", format: "csv" });
    expect(dataset).toMatchObject({ name: "delays", version: 1, status: "built", createdBy: "Ada" });
    const [file] = dataset.certificate?.files ?? [];
    expect(await sut.textOf(person, dataset.id, file?.path ?? "")).toBe(
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
    const entries = await world.store.prisma.auditEntry.findMany({
      where: { targetId: dataset.id },
      orderBy: { seq: "asc" },
    });
    expect(entries.map(({ action, actorName }) => `${action} ${actorName}`)).toEqual([
      "dataset:build Ada",
      "dataset:built test",
    ]);
  });

  it("R33: the same request gives the same bytes, as the next version", async () => {
    const spine = { sql: "SELECT origin, departed_at AS at, delay AS y FROM flights_raw" };
    const one = await sut.built(world, { name: "twice", spine });
    const two = await sut.built(world, { name: "twice", spine });
    expect([one.version, two.version]).toEqual([1, 2]);
    expect(two.certificate).toEqual(one.certificate);
    const bytes = (id: string) =>
      readFile(path.join(sut.kept, "datasets", id, "data/part-00000-of-00001.parquet"));
    expect(await bytes(two.id)).toEqual(await bytes(one.id));
  });

  it("pit rule 23: a service brings one group in two roles", async () => {
    const spine = {
      upload: (await sut.upload(world, "origin,destination,at\nATL,ORD,2026-01-05T00:00:00Z\n")).id,
    };
    const dataset = await sut.built(world, {
      name: "roles",
      features: [{ service: "both_ends" }],
      spine,
      format: "csv",
    });
    expect(await sut.textOf(world, dataset.id, "part-00000-of-00001.csv")).toContain(
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
    const dataset = await sut.built(world, { name: "grid", spine: { grid }, format: "csv" });
    expect((await sut.textOf(world, dataset.id, "part-00000-of-00001.csv")).trim().split("\n")).toEqual([
      "origin,at,departures__delay",
      "ATL,2026-01-01T12:00:00.000000Z,8",
      "ORD,2026-01-01T12:00:00.000000Z,",
      "ATL,2026-01-08T12:00:00.000000Z,31",
      "ORD,2026-01-08T12:00:00.000000Z,20",
    ]);
  });

  it("refuses at once what can be seen to be wrong, and keeps nothing", async () => {
    const { id } = await sut.upload(world);
    const build = (body: object) => buildDataset(world, sut.request(body));
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
    await expect(buildDataset(stranger, sut.request({ spine: { upload: id } }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(world.jobs).toEqual([]);
  });

  it("says why a build failed, and keeps nothing of it", async () => {
    const dataset = await sut.built(world, {
      name: "broken",
      spine: { sql: "SELECT origin, nothing AS at FROM flights_raw" },
    });
    expect(dataset).toMatchObject({ status: "failed", certificate: null, run: { status: "failed" } });
    expect(dataset.run.error).toContain("nothing");
    expect(await readdir(path.join(sut.kept, "datasets"))).not.toContain(dataset.id);
  });

  it("is for contributors; values under a policy are for stewards, and are named", async () => {
    const spine = { sql: "SELECT origin, departed_at AS at FROM flights_raw" };
    const as = async (person: Parameters<TestContext["as"]>[0], body: object = {}) =>
      buildDataset(await world.as(person), sut.request({ name: "policy", spine, ...body }));
    await expect(as({ role: "viewer" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(as({})).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(as({ role: "contributor", scopes: ["read"] })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(as({ role: "contributor" }, { features: ["departures:*"] })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("departures:late"),
    });
    const steward = await world.as({ role: "steward" });
    const dataset = await sut.built(steward, { name: "policy", spine, features: ["departures:*"] });
    const contributor = await world.as({ role: "contributor" });
    const file = { project: "flights", dataset: dataset.id, file: "part-00000-of-00001.parquet" };
    await expect(findDatasetFile(contributor, file)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("departures__late"),
    });
    expect((await findDatasetFile(steward, file)).bytes).toBeGreaterThan(0);
    const seen = await getDataset(await world.as({ role: "viewer" }), {
      project: "flights",
      dataset: "policy",
    });
    expect([seen.mayBuild, seen.mayDownload]).toEqual([false, false]);
  });

  it("a SELECT over a group whose values are under a policy is for stewards, and so is what it gave", async () => {
    const spine = { sql: "SELECT origin, departed_at AS at, late AS seen FROM departures" };
    const contributor = await world.as({ role: "contributor" });
    const refused = { code: "FORBIDDEN", message: expect.stringContaining("departures") };
    await expect(buildDataset(contributor, sut.request({ name: "peek", spine }))).rejects.toMatchObject(
      refused,
    );
    const body = CoverageBody.parse({ features: ["departures:delay"], time: "at", spine });
    await expect(
      coverDataset(contributor, { ...body, project: "flights" }, { runId: "peek" }),
    ).rejects.toMatchObject(refused);
    const steward = await world.as({ role: "steward" });
    const dataset = await sut.built(steward, { name: "peek", spine });
    expect(dataset.result?.restricted).toEqual(["origin", "at", "seen"]);
    const file = { project: "flights", dataset: dataset.id, file: "part-00000-of-00001.parquet" };
    await expect(findDatasetFile(contributor, file)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("a built dataset never changes: the database refuses", async () => {
    const dataset = await sut.built(world, {
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
    const { id } = await sut.upload(world);
    const asked = await buildDataset(world, sut.request({ name: "stopped", spine: { upload: id } }));
    await cancelDataset(world, { project: "flights", dataset: asked.id });
    await sut.work();
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
    const { id } = await sut.upload(world);
    const asked = await buildDataset(world, sut.request({ name: "resumed", spine: { upload: id } }));
    await expect(sut.work(AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
    const folder = path.join(sut.kept, "datasets", asked.id);
    await mkdir(path.join(folder, ".writing-half"), { recursive: true });
    expect((await getDataset(world, { project: "flights", dataset: asked.id })).status).toBe("building");
    await resumeDatasets(world.system);
    expect(world.jobs).toContainEqual({ name: "dataset", id: asked.id });
    await sut.work();
    expect((await getDataset(world, { project: "flights", dataset: asked.id })).status).toBe("built");
    expect((await readdir(folder)).sort()).toEqual(["data", "spine.csv"]);
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
