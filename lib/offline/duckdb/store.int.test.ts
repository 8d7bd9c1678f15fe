import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { WrittenRows } from "../stored";
import { json, type StoreUnderTest, startStoreUnderTest } from "./store-under-test";

let store: StoreUnderTest;
beforeAll(async () => {
  store = await startStoreUnderTest();
});
afterAll(() => store.close());
beforeEach(() => store.nextFolder());

const ROWS = [
  {
    key: "a",
    at: "2026-01-02T00:00:00.000001Z",
    known_at: "2026-01-02T05:30:00+05:30",
    count: "9007199254740993",
    amount: "12345678901234567890.1234567890",
    ratio: "NaN",
    label: "",
    vector: [1.5, -2],
    tags: ["x", 'quote " and \\', "ü"],
    day: "2026-01-01",
    blob: "AAH/",
    small: -128,
    ok: true,
    wall: "2026-01-01T12:00:00.000009",
    point: { lat: 1.25, name: "here" },
  },
  { key: "a", at: "1969-12-31T23:59:59.999999Z", count: -9223372036854775808n, ratio: "-0", amount: 0.5 },
  { key: "b", at: "2026-01-02T00:00:00.000001Z", ratio: "-Infinity", count: 0 },
];

const SHOWN = [
  [
    "b",
    "2026-01-02T00:00:00.000001Z",
    null,
    "0",
    null,
    "-Infinity",
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    "3",
    1,
  ],
  [
    "a",
    "2026-01-02T00:00:00.000001Z",
    "2026-01-02T00:00:00.000000Z",
    "9007199254740993",
    "12345678901234567890.1234567890",
    "NaN",
    "",
    [1.5, -2],
    ["x", 'quote " and \\', "ü"],
    "2026-01-01",
    "AAH/",
    -128,
    true,
    "2026-01-01T12:00:00.000009",
    { lat: 1.25, name: "here" },
    "1",
    1,
  ],
  [
    "a",
    "1969-12-31T23:59:59.999999Z",
    null,
    "-9223372036854775808",
    "0.5000000000",
    "-0",
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    "2",
    1,
  ],
];

describe("R20 rows survive write and read", () => {
  it("R20 from JSON: 64-bit integers, decimals, NaN, -0, microseconds, lists, structs, embeddings", async () => {
    const written = await store.write(await store.upload("rows.json", json(ROWS), "json"));
    expect(written).toMatchObject({ rowCount: 3, buckets: 1, quarantine: null });
    expect((await store.history(store.relationOf(written))).rows).toEqual(SHOWN);
  });

  it("R20 through CSV and Parquet and back: each export is read as the same rows", async () => {
    const first = await store.write(
      await store.upload("rows.ndjson", ROWS.map((row) => json([row]).slice(1, -1)).join("\n"), "ndjson"),
    );
    for (const format of ["csv", "parquet"] as const) {
      const outputPath = `export.${format}`;
      const { relation, ...rest } = {
        relation: store.relationOf(first),
        eventTime: "at",
        masked: [],
        where: [],
      };
      const exported = await store.under.engine.exportHistory(
        { relation, ...rest, sinceUs: null, untilUs: null, format, outputPath },
        { runId: "test", deadlineMs: 60_000 },
      );
      expect(exported).toMatchObject({
        rowCount: 3,
        bytes: (await stat(path.join(store.root, outputPath))).size,
      });
      const again = await store.write({ kind: "upload", path: outputPath, format });
      expect(again).toMatchObject({ rowCount: 3, quarantine: null });
      // Oldest first: the second row comes first and is numbered so.
      const places = [
        ["b", "3"],
        ["a", "2"],
        ["a", "1"],
      ];
      const rows = (await store.history(store.relationOf(again))).rows;
      expect(rows.map((row) => [row[0], row.at(-2)])).toEqual([places[0], places[1], places[2]]);
      expect(rows.map((row) => row.slice(0, -2))).toEqual(SHOWN.map((row) => row.slice(0, -2)));
    }
  });
});

describe("layout", () => {
  it("a file is sorted by key, event time, created time and sequence, whatever order rows came in", async () => {
    const rows = [3, 1, 2].flatMap((day) => [
      { key: "b", at: `2026-01-0${day}T00:00:00Z` },
      { key: "a", at: `2026-01-0${day}T00:00:00Z`, known_at: "2026-02-01T00:00:00Z" },
      { key: "a", at: `2026-01-0${day}T00:00:00Z` },
    ]);
    const written = await store.write(await store.upload("order.json", json(rows), "json"));
    expect(written.files).toMatchObject([{ bucket: 0, rows: 9, minSeq: 1n, maxSeq: 9n }]);
    const [file] = written.files;
    expect((await readFile(path.join(store.root, store.folder(), file?.name ?? ""))).length).toBe(
      file?.bytes,
    );
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const result = await connection.run(
      `SELECT key || ' ' || day("at" AT TIME ZONE 'UTC') || ' ' || (known_at IS NULL) FROM read_parquet('${path.join(store.root, store.folder(), file?.name ?? "")}', file_row_number = true) ORDER BY file_row_number`,
    );
    expect((await result.getRows()).flat()).toEqual([
      ...[1, 2, 3].flatMap((day) => [`a ${day} true`, `a ${day} false`]),
      ...[1, 2, 3].map((day) => `b ${day} true`),
    ]);
    connection.closeSync();
    instance.closeSync();
  });

  it("buckets are a partition of the keys, and the same in every write", async () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ key: `k${i % 100}`, at: "2026-01-01T00:00:00Z" }));
    const input = await store.upload("buckets.json", json(rows), "json");
    const first = await store.write(input, { buckets: 16 });
    const second = await store.write(input, { buckets: 16, firstSeq: 501n });
    expect(first.files.length).toBe(16);
    const sizes = (written: WrittenRows) => written.files.map(({ bucket, rows: count }) => [bucket, count]);
    expect(sizes(second)).toEqual(sizes(first));
    expect(first.files.reduce((sum, file) => sum + file.rows, 0)).toBe(500);
  });

  it("nothing but finished files is left in the folder, whether the write succeeds or is refused", async () => {
    await store
      .write(await store.upload("bad.json", json([{ key: "a", at: "yesterday" }]), "json"))
      .catch(() => null);
    expect(await readdir(path.join(store.root, store.folder()))).toEqual([]);
    const written = await store.write(
      await store.upload("good.json", json([{ key: "a", at: "2026-01-01T00:00:00Z" }]), "json"),
    );
    expect(await readdir(path.join(store.root, store.folder()))).toEqual(
      written.files.map(({ name }) => name),
    );
  });
});
