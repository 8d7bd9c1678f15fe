import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyDefinitions } from "../definitions/apply";
import { compactRows } from "../offline/compact";
import { retainRows } from "../offline/retain";
import { writeRows } from "../offline/write-rows";
import { buildDataset } from "./build";
import { type DatasetsUnderTest, startDatasetsUnderTest } from "./datasets-under-test";
import { deleteDataset } from "./delete";
import { getDataset } from "./get";
import { resumeDatasets } from "./resume";

const PUSHED = `
kind: feature_group
name: pushed
entity: airport
source: flights_push
features: [{name: delay, type: int64}]
---
kind: source
name: flights_push
type: push
event_time: departed_at
timezone: UTC
columns: [{name: origin, type: string}, {name: departed_at, type: timestamp}, {name: delay, type: int64}]
---
kind: feature_group
name: load
entity: airport
source: flights_raw
aggregations: [{name: flights_2d, fn: count, windows: [2d]}]
`;
const TARGET = { project: "flights", group: "pushed", version: null };
const SPINE = "origin,at\nATL,2026-01-02T00:00:00Z\nORD,2026-01-02T00:00:00Z\n";

let sut: DatasetsUnderTest;
let folder: string;
beforeAll(async () => {
  sut = await startDatasetsUnderTest();
  const files = [{ path: "pushed.yaml", text: PUSHED }];
  await applyDefinitions(sut.world, { project: "flights", files, prune: false, message: null });
  await write([{ origin: "ATL", departed_at: "2026-01-01T10:00:00Z", delay: 1 }]);
  await write([
    { origin: "ATL", departed_at: "2026-01-01T10:00:00Z", delay: 2 },
    { origin: "ORD", departed_at: "2026-01-01T10:00:00Z", delay: 3 },
  ]);
  const version = await sut.world.store.prisma.featureGroupVersion.findFirstOrThrow({
    where: { group: { name: "pushed" } },
  });
  folder = path.join(sut.kept, `offline/${sut.world.projectId}/${version.groupId}/v1`);
});
afterAll(() => sut.close());

const run = () => ({ runId: sut.world.newId() });

async function write(rows: object[]) {
  await writeRows(
    sut.world,
    {
      ...TARGET,
      format: "json",
      quarantine: false,
      message: null,
      interval: null,
      idempotencyKey: null,
      async receive() {
        const name = sut.world.newId();
        const text = JSON.stringify(rows);
        await writeFile(path.join(sut.kept, name), text);
        return { path: name, bytes: text.length, sha256: name, discard: () => rm(path.join(sut.kept, name)) };
      },
    },
    run(),
  );
}

async function built(name: string, body: object) {
  const { id } = await sut.upload(sut.world, SPINE);
  const dataset = await sut.built(sut.world, {
    name,
    features: ["pushed:delay"],
    spine: { upload: id },
    format: "csv",
    ...body,
  });
  if (dataset.status !== "built") throw new Error(dataset.run.error ?? dataset.status);
  const text = await sut.textOf(sut.world, dataset.id, "part-00000-of-00001.csv");
  return {
    dataset,
    values: text
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[2]),
  };
}

it("R20: a dataset of rows of the offline store names their commit, and keeps it readable for verify", async () => {
  const { dataset, values } = await built("latest", {});
  expect(values).toEqual(["2", "3"]);
  expect(dataset.certificate?.groups).toMatchObject([{ group: "pushed", version: 1, commit: 2 }]);
  const held = await sut.world.store.prisma.offlinePin.findMany();
  expect(held).toMatchObject([{ number: 2, kind: "dataset", holder: dataset.id, expiresAt: null }]);
  await write([{ origin: "ATL", departed_at: "2026-01-01T11:00:00Z", delay: 9 }]);
  await compactRows(sut.world, TARGET, run());
  const beforeUs = BigInt(Date.UTC(2026, 0, 20)) * 1000n;
  await retainRows(sut.world, { ...TARGET, beforeUs, dryRun: false }, run());
  expect(await sut.verified(sut.world, dataset.id)).toMatchObject({ verdict: "equal" });
});

it("a deleted dataset lets go of its commit and its files; its certificate stays", async () => {
  const { dataset } = await built("short_lived", {});
  const target = { project: "flights", dataset: dataset.id };
  const contributor = await sut.world.as({ role: "contributor" });
  await expect(deleteDataset(contributor, target)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const steward = await sut.world.as({ role: "steward" });
  await deleteDataset(steward, target);
  const holder = { where: { holder: dataset.id } };
  expect(await sut.world.store.prisma.offlinePin.count(holder)).toBe(0);
  expect(await readdir(path.join(sut.kept, "datasets"))).not.toContain(dataset.id);
  const after = await getDataset(sut.world, target);
  expect(after).toMatchObject({ status: "deleted", mayDownload: false, certificate: dataset.certificate });
  await expect(deleteDataset(steward, target)).rejects.toMatchObject({ code: "CONFLICT" });
  const entries = await sut.world.store.prisma.auditEntry.findMany({
    where: { targetId: dataset.id },
    orderBy: { seq: "asc" },
  });
  expect(entries.map(({ action }) => action)).toEqual(["dataset:build", "dataset:built", "dataset:delete"]);
  await expect(
    sut.world.store.prisma.trainingDataset.update({ where: { id: dataset.id }, data: { status: "built" } }),
  ).rejects.toThrow();
  // A worker that starts after a crash in between ends it.
  await mkdir(path.join(sut.kept, "datasets", dataset.id), { recursive: true });
  await resumeDatasets(sut.world.system);
  expect(await readdir(path.join(sut.kept, "datasets"))).not.toContain(dataset.id);
});

it("names the file of the store that is not as it was", async () => {
  await write([{ origin: "ATL", departed_at: "2026-01-01T12:00:00Z", delay: 5 }]);
  const { dataset } = await built("damaged", {});
  const input = dataset.certificate?.inputs.at(-1)?.path ?? "";
  expect(await readdir(folder)).toContain(path.basename(input));
  await rm(path.join(sut.kept, input));
  const result = await sut.verified(sut.world, dataset.id);
  expect(result?.verdict).toBe("inputs_changed");
  expect(result?.changes.map(({ what }) => what)).toEqual([`input ${input}`]);
});

it("knowledge by commit joins the rows as they were then, and is refused where the store does not hold them", async () => {
  const at = { knowledge: "commit" };
  const then = await built("then", { ...at, at: "1" });
  expect(then.values).toEqual(["1", ""]);
  expect(then.dataset.certificate).toMatchObject({
    knowledge: { mode: "commit", cutoff: "1" },
    groups: [{ commit: 1 }],
  });
  await expect(built("gone", { ...at, at: "3" })).rejects.toMatchObject({
    code: "INVALID",
    problems: [
      expect.objectContaining({ path: "at", message: expect.stringContaining("retention has dropped") }),
    ],
  });
  const refused = (features: unknown[], more: object = {}) =>
    sut
      .upload(sut.world, SPINE)
      .then(({ id }) =>
        buildDataset(sut.world, sut.request({ features, spine: { upload: id }, ...at, ...more })),
      );
  await expect(refused(["departures:delay"])).rejects.toMatchObject({
    problems: [expect.objectContaining({ message: expect.stringContaining("held no rows of departures") })],
  });
  await expect(refused(["load:flights_2d"])).rejects.toMatchObject({
    problems: [expect.objectContaining({ message: expect.stringContaining("computed for each row") })],
  });
  await expect(refused(["pushed:delay"], { knowledge: "event", at: "2" })).rejects.toMatchObject({
    problems: [expect.objectContaining({ path: "at" })],
  });
  expect(await sut.world.store.prisma.offlinePin.count({ where: { kind: "reader" } })).toBe(0);
});
