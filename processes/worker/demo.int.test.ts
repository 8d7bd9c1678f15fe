import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProveBody } from "@/lib/contracts/prove";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { openLocalFiles } from "@/lib/offline/local-files";
import type { Container } from "@/lib/server/container";
import { newId } from "@/lib/server/ids";
import { systemContext } from "@/lib/server/system-context";
import { actAs } from "@/lib/services/act-as";
import { getDataset } from "@/lib/services/datasets/get";
import { runDatasetBuild } from "@/lib/services/datasets/run-build";
import { exportDefinitions } from "@/lib/services/definitions/export";
import { planDefinitions } from "@/lib/services/definitions/plan";
import { runFeatureTests } from "@/lib/services/definitions/test";
import { lintGroup } from "@/lib/services/leaks/lint";
import { proveNoLeak } from "@/lib/services/leaks/prove";
import { getIntervals } from "@/lib/services/materialization/get-intervals";
import { listRuns } from "@/lib/services/materialization/list-runs";
import { runPreview } from "@/lib/services/preview/run";
import { openStore } from "@/lib/store/client";
import { createTestDatabase, type TestDatabase } from "@/lib/store/test-database";
import { root } from "../root";
import { buildDemo } from "./demo";

let database: TestDatabase;
let dataDir: string;
let engine: EngineUnderTest;
let container: Container;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "asof-demo-"));
  engine = await startEngineUnderTest({ roots: [dataDir], writeRoot: dataDir });
  container = {
    // The demo reads no other part of the environment.
    env: { dataDir, secret: "test" } as Container["env"],
    store: openStore(database.url, 5),
    engine: engine.engine,
    files: openLocalFiles(dataDir),
    enqueue: async () => undefined,
    auth: undefined as unknown as Container["auth"],
    now: () => new Date(),
    newId: () => newId(),
  };
  await buildDemo(container);
}, 180_000);
afterAll(async () => {
  await engine.close();
  await container.store.close();
  await database.drop();
  await rm(dataDir, { recursive: true });
});

async function materialized() {
  const mira = await actAs(systemContext(container, "test"), "mira@example.org");
  const target = { project: "flights", group: "airport_departures" };
  const { items } = await listRuns(mira, { ...target, before: null, limit: 1 });
  const ledger = await getIntervals(mira, { ...target, version: null, startUs: null, endUs: null });
  const [run] = items;
  if (!run) throw new Error("there is no run");
  return { run, ledger };
}

describe("the demo project", () => {
  it("publishes three versions of airport_departures, under the rights of demo people", async () => {
    const versions = await container.store.prisma.featureGroupVersion.findMany({
      where: { group: { name: "airport_departures" } },
      orderBy: { number: "asc" },
    });
    expect(versions.map(({ number, level, createdBy }) => `${number} ${level} ${createdBy}`)).toEqual([
      "1 minor Mira Okafor",
      "2 minor Jonas Lindqvist",
      "3 breaking Jonas Lindqvist",
    ]);
  });

  it("has the departures of its last two weeks in the offline store, computed by a run", async () => {
    const { run, ledger } = await materialized();
    expect(run).toMatchObject({ status: "succeeded", createdBy: "Jonas Lindqvist" });
    expect(Number(run.tasks[0]?.rows)).toBeGreaterThan(100_000);
    expect(ledger.entries[0]).toMatchObject({ state: "computed", commit: 1 });
  });

  it("ends within the last seven days, moved by whole weeks", async () => {
    const run = await container.store.prisma.run.findFirstOrThrow({ where: { kind: "demo" } });
    expect(run.status).toBe("succeeded");
    const [flight] = (
      await runPreview(
        await actAs(systemContext(container, "test"), "jonas@example.org"),
        {
          project: "flights",
          features: ["airport_departures:*"],
          spine: { columns: { origin: ["ATL"], at: [new Date().toISOString()] } },
          time: "at",
          timezone: null,
          knowledge: "event",
          rows_max: 10,
          short_names: false,
        },
        { runId: newId() },
      )
    ).sources;
    const newest = Date.parse(flight?.[0]?.event_time ?? "");
    expect(Date.now() - newest).toBeGreaterThanOrEqual(0);
    expect(Date.now() - newest).toBeLessThan(8 * 86_400_000);
  });

  it("comes with feature tests that pass on its own definitions", async () => {
    const folder = join(root, "prisma/demo/flights/1_publish");
    const names = (await readdir(folder)).sort();
    const files = await Promise.all(
      names.map(async (path) => ({ path, text: await readFile(join(folder, path), "utf8") })),
    );
    const ctx = await actAs(systemContext(container, "test"), "jonas@example.org");
    const outcomes = await runFeatureTests(ctx, { project: "flights", files }, { runId: newId() });
    expect(outcomes.map(({ name, failure, differences }) => [name, failure, differences])).toEqual([
      ["last_departure_counts", null, []],
      ["flights_are_known_once_they_have_landed", null, []],
    ]);
  });

  it("holds a planted leak that the linter names and the proof shows, and neither finds one beside it", async () => {
    const ctx = await actAs(systemContext(container, "test"), "jonas@example.org");
    const rulesOf = async (group: string) =>
      (await lintGroup(ctx, { project: "flights", group }))?.map(({ rule, feature }) => [rule, feature]);
    expect(await rulesOf("airport_leak")).toEqual([["window-sees-later-rows", "mean_delay_ever"]]);
    for (const group of ["airport_departures", "route_departures", "airport_load", "airport_region"])
      expect([group, await rulesOf(group)]).toEqual([group, []]);
    const at = new Date(Date.now() - 30 * 86_400_000).toISOString();
    const prove = (group: string) =>
      proveNoLeak(
        ctx,
        {
          ...ProveBody.parse({
            features: [`${group}:*`],
            spine: { columns: { origin: ["ATL"], at: [at] } },
            time: "at",
          }),
          project: "flights",
        },
        { runId: newId() },
      );
    expect(await prove("airport_departures")).toMatchObject({ changed_count: 0, uncut_sources: [] });
    const { changed } = await prove("airport_leak");
    expect(changed).toMatchObject([{ feature: "mean_delay_ever", keys: [{ value: "ATL" }] }]);
    expect(changed[0]?.later).toMatchObject([{ source: "flights", of_key: true }]);
    expect(changed[0]?.later[0]?.count).toBeGreaterThan(0);
  });

  it("leads from features to a pinned service only where its version has them", async () => {
    const { prisma } = container.store;
    const service = await prisma.featureService.findFirstOrThrow({ where: { name: "departure_delay" } });
    const edges = await prisma.lineageEdge.findMany({ where: { level: "feature", toId: service.id } });
    const features = await prisma.feature.findMany({
      where: { id: { in: edges.map((edge) => edge.fromId) }, group: { name: "airport_departures" } },
    });
    expect(features.map((feature) => feature.name).sort()).toEqual(["delay", "delay_hours", "late"]);
  });

  it("asks for one training dataset, which a worker builds: no row of it knows its own flight", async () => {
    const rows = await container.store.prisma.trainingDataset.findMany();
    expect(rows.map(({ name, status, createdBy }) => `${name} ${status} ${createdBy}`)).toEqual([
      "late_departures queued Jonas Lindqvist",
    ]);
    const system = systemContext(container, "test");
    await runDatasetBuild(system, { id: rows[0]?.id ?? "", signal: new AbortController().signal });
    const dataset = await getDataset(await actAs(system, "vera@example.org"), {
      project: "flights",
      dataset: "late_departures",
    });
    expect(dataset.run.error).toBeNull();
    expect(dataset.result?.statistics.map((part) => part.part)).toEqual(["train", "validation", "test"]);
    for (const { features } of dataset.result?.coverage ?? [])
      for (const { counts } of features) expect(counts.PRESENT).toBeGreaterThan(0);
  }, 180_000);

  it("builds nothing twice, and keeps a token that works", async () => {
    const before = await container.store.prisma.change.count();
    const token = await readFile(join(dataDir, "demo-token"), "utf8");
    await buildDemo(container);
    expect(await container.store.prisma.change.count()).toBe(before);
    expect(await readFile(join(dataDir, "demo-token"), "utf8")).toBe(token);
  });

  it("round-trips: what is exported plans no change", async () => {
    const ctx = await actAs(systemContext(container, "test"), "mira@example.org");
    const { files } = await exportDefinitions(ctx, { project: "flights" });
    const plan = await planDefinitions(ctx, { project: "flights", files, prune: false });
    expect(plan.changes).toEqual([]);
    expect(plan.notInFiles).toEqual([]);
  });
});
