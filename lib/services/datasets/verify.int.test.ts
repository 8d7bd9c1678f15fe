import { copyFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestContext } from "../test-context";
import { buildDataset } from "./build";
import { type DatasetsUnderTest, FLIGHTS, SPINE, startDatasetsUnderTest } from "./datasets-under-test";
import { verifyDataset } from "./verify";

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

describe("verifying", () => {
  const spine = { sql: "SELECT origin, departed_at AS at FROM flights_raw" };

  it("R33: is equal while nothing has changed, and leaves nothing behind", async () => {
    const dataset = await sut.built(world, { name: "same", spine });
    expect(await sut.verified(world, dataset.id)).toEqual({
      verdict: "equal",
      changes: [],
      results: [],
      message: null,
    });
    expect((await readdir(path.join(sut.kept, "datasets", dataset.id))).sort()).toEqual([
      "data",
      "spine.parquet",
    ]);
  });

  it("names the source file that changed, and what that did to the rows", async () => {
    const dataset = await sut.built(world, { name: "source", spine });
    await writeFile(path.join(sut.dataRoot, "flights.csv"), FLIGHTS.replace(",20", ",21"));
    const result = await sut.verified(world, dataset.id);
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
    const dataset = await sut.built(world, { name: "gone", spine });
    await rm(path.join(sut.dataRoot, "flights.csv"));
    const result = await sut.verified(world, dataset.id);
    expect(result).toMatchObject({ verdict: "inputs_changed", results: [] });
    expect(result?.message).toContain("flights.csv");
  });

  it("names a spine that was swapped", async () => {
    const dataset = await sut.built(world, {
      name: "swapped",
      spine: { upload: (await sut.upload(world)).id },
    });
    const file = path.join(sut.kept, "datasets", dataset.id, "spine.csv");
    await copyFile(file, `${file}.old`);
    await rm(file);
    await writeFile(file, SPINE.replace("QQQ", "ORD"));
    expect((await sut.verified(world, dataset.id))?.changes.map((change) => change.what)).toEqual(["spine"]);
  });

  it("is for contributors, and for datasets that are built", async () => {
    const dataset = await sut.built(world, { name: "checked", spine });
    const viewer = await world.as({ role: "viewer" });
    await expect(verifyDataset(viewer, { project: "flights", dataset: dataset.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(verifyDataset(world, { project: "flights", dataset: "none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const failed = await buildDataset(world, sut.request({ name: "unbuilt", spine }));
    await expect(verifyDataset(world, { project: "flights", dataset: failed.id })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});
