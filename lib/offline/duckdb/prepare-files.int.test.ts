import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import { microsOf } from "./convert";
import { type EngineUnderTest, startEngineUnderTest } from "./engine-under-test";
import { filesRelation } from "./pit-under-test";

const WEEK_MICROS = 604_800_000_000n;
const inputPath = path.join(
  path.dirname(createRequire(import.meta.url).resolve("vega-datasets")),
  "../data/flights-3m.parquet",
);

let sut: EngineUnderTest;
beforeAll(async () => {
  sut = await startEngineUnderTest();
});
afterAll(() => sut.close());

const call = () => ({ runId: "prepare", deadlineMs: 120_000 });
const prepare = (shiftWeeks: number, outputFolder = "demo") =>
  sut.engine.prepareFiles(
    { recipe: "demo_flights", inputPath, outputFolder, parameters: { shiftWeeks } },
    call(),
  );

describe("prepareFiles", () => {
  it("writes three million flights by month, the airports and their states, and nothing else", async () => {
    const root = path.dirname(sut.workDir);
    await mkdir(path.join(root, "demo/flights"), { recursive: true });
    await writeFile(path.join(root, "demo/flights/1999-01.parquet"), "of an earlier shift");
    const { files } = await prepare(1300);
    const flights = files.filter((file) => file.path.startsWith("demo/flights/"));
    expect(flights.map((file) => file.path)).toEqual(
      ["2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"].map(
        (month) => `demo/flights/${month}.parquet`,
      ),
    );
    expect(flights.reduce((sum, file) => sum + file.rowCount, 0)).toBe(3_000_000);
    expect((await readdir(path.join(root, "demo"))).sort()).toEqual([
      "airports.parquet",
      "flights",
      "states.parquet",
    ]);
    expect((await readdir(path.join(root, "demo/flights"))).length).toBe(6);
  });

  it("moves times by whole weeks and knows a flight when it has landed", async () => {
    const engine = await startEngineUnderTest({ roots: [path.dirname(sut.workDir)] });
    const { columns, rows } = await engine.engine.sampleSource(
      filesRelation("flights", "demo/flights/*.parquet"),
      { rows: 200, seed: 1 },
      call(),
    );
    expect(columns.map((column) => `${column.name} ${column.type}`)).toEqual([
      "departed_at timestamp",
      "known_at timestamp",
      "delay int64",
      "distance int64",
      "origin string",
      "destination string",
    ]);
    for (const [departed, known, delay, distance] of rows) {
      const flight = microsOf(String(known)) - microsOf(String(departed));
      expect(flight).toBe(
        BigInt(String(delay)) * 60_000_000n + 1_800_000_000n + BigInt(String(distance)) * 7_500_000n,
      );
      const original = microsOf(String(departed)) - 1300n * WEEK_MICROS;
      expect(
        original >= microsOf("2001-01-01T00:00:00Z") && original <= microsOf("2001-07-01T00:00:00Z"),
      ).toBe(true);
    }
    const airports = await engine.engine.describeSource(
      filesRelation("airports", "demo/airports.parquet"),
      call(),
    );
    expect(airports.columns.map((column) => column.name)).toEqual([
      "origin",
      "airport_name",
      "city",
      "state",
      "latitude",
      "longitude",
      "valid_from",
    ]);
    await engine.close();
  });

  it.each(["../out", "/tmp/out", "a/../..", "*", ""])("refuses to write to %j", async (folder) => {
    const error = await prepare(0, folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "INVALID" });
  });

  it("a run that fails leaves no file and no temporary folder", async () => {
    await expect(prepare(0.5, "broken")).rejects.toBeInstanceOf(AppError);
    expect(await readdir(path.join(path.dirname(sut.workDir), "broken"))).toEqual([]);
  });
});
