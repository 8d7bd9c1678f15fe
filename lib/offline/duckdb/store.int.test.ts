import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StoredColumn, StoredSchema } from "@/lib/core/offline/schema";
import type { StoredRelation } from "@/lib/core/pit/relation";
import type { HistoryRows, ReadHistory, RowsInput, WriteRows, WrittenRows } from "../stored";
import { type EngineUnderTest, startEngineUnderTest } from "./engine-under-test";

const CALL = { runId: "test", deadlineMs: 60_000 };
const column = (name: string, type: string, more: Partial<StoredColumn> = {}): StoredColumn => ({
  name,
  type,
  role: "feature",
  nullable: true,
  constraints: null,
  ...more,
});

const SCHEMA: StoredSchema = {
  group: "numbers",
  eventTime: "at",
  createdTime: "known_at",
  timezone: null,
  rules: [],
  columns: [
    column("key", "string", { role: "key", nullable: false }),
    column("at", "timestamp", { role: "event_time", nullable: false }),
    column("known_at", "timestamp", { role: "created_time" }),
    column("count", "int64"),
    column("amount", "decimal(30,10)"),
    column("ratio", "float64"),
    column("label", "string"),
    column("vector", "embedding<2>"),
    column("tags", "list<string>"),
    column("day", "date"),
    column("blob", "bytes"),
    column("small", "int8"),
    column("ok", "bool"),
    column("wall", "timestamp_ntz"),
    column("point", "struct<lat: float64, name: string>"),
  ],
};

let under: EngineUnderTest;
let root: string;
let writes = 0;
beforeAll(async () => {
  under = await startEngineUnderTest();
  root = path.dirname(under.workDir);
});
afterAll(() => under.close());

let folder: string;
beforeEach(() => {
  folder = `offline/p/g/v${++writes}`;
});

async function upload(
  name: string,
  text: string | Uint8Array,
  format: "json" | "ndjson" | "csv" | "parquet",
) {
  await writeFile(path.join(root, name), text);
  return { kind: "upload", path: name, format } satisfies RowsInput;
}

function write(input: RowsInput, more: Partial<WriteRows> = {}): Promise<WrittenRows> {
  return under.engine.writeRows(
    {
      input,
      schema: SCHEMA,
      folder,
      writeId: `w${++writes}`,
      commit: 1,
      firstSeq: 1n,
      buckets: null,
      badRows: "refuse",
      ...more,
    },
    CALL,
  );
}

function relationOf(written: Pick<WrittenRows, "files" | "buckets">, schema = SCHEMA): StoredRelation {
  return {
    kind: "stored",
    name: schema.group,
    folder,
    commit: 1,
    files: written.files,
    buckets: written.buckets,
    columns: schema.columns,
    through: null,
  };
}

function history(relation: StoredRelation, more: Partial<ReadHistory> = {}): Promise<HistoryRows> {
  return under.engine.readHistory(
    {
      relation,
      eventTime: "at",
      masked: [],
      where: [],
      sinceUs: null,
      untilUs: null,
      after: null,
      rowsMax: 100,
      ...more,
    },
    CALL,
  );
}

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
const json = (rows: readonly object[]) =>
  JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? `#${value}#` : value)).replaceAll(
    /"#(-?\d+)#"/g,
    "$1",
  );

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
    const written = await write(await upload("rows.json", json(ROWS), "json"));
    expect(written).toMatchObject({ rowCount: 3, buckets: 1, quarantine: null });
    expect((await history(relationOf(written))).rows).toEqual(SHOWN);
  });

  it("R20 through CSV and Parquet and back: each export is read as the same rows", async () => {
    const first = await write(
      await upload("rows.ndjson", ROWS.map((row) => json([row]).slice(1, -1)).join("\n"), "ndjson"),
    );
    for (const format of ["csv", "parquet"] as const) {
      const outputPath = `export-${writes}.${format}`;
      const { relation, ...rest } = { relation: relationOf(first), eventTime: "at", masked: [], where: [] };
      const exported = await under.engine.exportHistory(
        { relation, ...rest, sinceUs: null, untilUs: null, format, outputPath },
        CALL,
      );
      expect(exported).toMatchObject({ rowCount: 3, bytes: (await stat(path.join(root, outputPath))).size });
      const again = await write({ kind: "upload", path: outputPath, format });
      expect(again).toMatchObject({ rowCount: 3, quarantine: null });
      // Oldest first: the second row comes first and is numbered so.
      const places = [
        ["b", "3"],
        ["a", "2"],
        ["a", "1"],
      ];
      const rows = (await history(relationOf(again))).rows;
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
    const written = await write(await upload("order.json", json(rows), "json"));
    expect(written.files).toMatchObject([{ bucket: 0, rows: 9, minSeq: 1n, maxSeq: 9n }]);
    const [file] = written.files;
    expect((await readFile(path.join(root, folder, file?.name ?? ""))).length).toBe(file?.bytes);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const result = await connection.run(
      `SELECT key || ' ' || day("at" AT TIME ZONE 'UTC') || ' ' || (known_at IS NULL) FROM read_parquet('${path.join(root, folder, file?.name ?? "")}', file_row_number = true) ORDER BY file_row_number`,
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
    const input = await upload("buckets.json", json(rows), "json");
    const first = await write(input, { buckets: 16 });
    const second = await write(input, { buckets: 16, firstSeq: 501n });
    expect(first.files.length).toBe(16);
    const sizes = (written: WrittenRows) => written.files.map(({ bucket, rows: count }) => [bucket, count]);
    expect(sizes(second)).toEqual(sizes(first));
    expect(first.files.reduce((sum, file) => sum + file.rows, 0)).toBe(500);
  });

  it("nothing but finished files is left in the folder, whether the write succeeds or is refused", async () => {
    await write(await upload("bad.json", json([{ key: "a", at: "yesterday" }]), "json")).catch(() => null);
    expect(await readdir(path.join(root, folder))).toEqual([]);
    const written = await write(
      await upload("good.json", json([{ key: "a", at: "2026-01-01T00:00:00Z" }]), "json"),
    );
    expect(await readdir(path.join(root, folder))).toEqual(written.files.map(({ name }) => name));
  });
});

describe("a bad file", () => {
  it("is refused whole with the first 20 problems: row, column, value and what was expected", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      key: i === 0 ? null : "a",
      at: i === 1 ? "2026-01-01T00:00:00" : "2026-01-01T00:00:00Z",
      count: i > 1 ? 1.5 : 1,
    }));
    const failure = await write(await upload("bad.json", json(rows), "json")).catch((error) => error);
    expect(failure).toMatchObject({
      code: "INVALID",
      message: expect.stringMatching(/^30 of 30 rows do not fit/),
    });
    expect(failure.problems).toHaveLength(20);
    expect(failure.problems.slice(0, 3)).toEqual([
      { path: "rows.1.key", message: "is empty", expected: "a value (string)" },
      { path: "rows.2.at", message: '"2026-01-01T00:00:00" is not timestamp', expected: "timestamp" },
      { path: "rows.3.count", message: '"1.5" is not int64', expected: "int64" },
    ]);
  });

  it("names unknown and missing columns, before any row is looked at", async () => {
    const failure = await write(
      await upload("bad.csv", "key,at,extra\na,2026-01-01T00:00:00Z,1\n", "csv"),
    ).catch((error) => error);
    expect(failure.code).toBe("INVALID");
    const paths = failure.problems.map(({ path: field }: { path: string }) => field);
    expect(paths).toEqual(["extra", ...SCHEMA.columns.slice(2).map(({ name }) => name)]);
  });

  it.each([
    [
      "cut off",
      '[{"key": "a", "at": "2026-01-01T00:00:00Z"}, {"key"',
      /Malformed JSON|rows\.json|cannot be read/,
    ],
    ["no rows", "[]", /no rows/],
    ["not an object", '[1, {"key": "a", "at": "2026-01-01T00:00:00Z"}]', /no JSON object/],
    ["a field twice", '[{"key": "a", "key": "b", "at": "2026-01-01T00:00:00Z"}]', /twice/],
  ])("of JSON that is %s is named", async (_, text, message) => {
    const failure = await write(await upload("rows.json", text, "json")).catch((error) => error);
    expect(failure).toMatchObject({ code: "INVALID", message: expect.stringMatching(message) });
    expect(failure.message).not.toContain(root);
  });

  it("holds what breaks constraints and rules of severity error", async () => {
    const schema = {
      ...SCHEMA,
      rules: [
        { name: "count_means_ok", expression: "count is null or ok" },
        { name: "positive", expression: "count >= 0" },
      ],
      columns: SCHEMA.columns.map((one) =>
        one.name === "count"
          ? {
              ...one,
              constraints: {
                min: 0,
                max: "100",
                allowed: null,
                pattern: null,
                min_length: null,
                max_length: null,
              },
            }
          : one.name === "label"
            ? {
                ...one,
                constraints: {
                  min: null,
                  max: null,
                  allowed: ["up", "down"],
                  pattern: "^[a-z]+$",
                  min_length: 2,
                  max_length: 3,
                },
              }
            : one,
      ),
    };
    const at = "2026-01-01T00:00:00Z";
    const rows = [
      { key: "a", at, count: 5, ok: true, label: "up" },
      { key: "a", at, count: -1, ok: true },
      { key: "a", at, count: 101, ok: true },
      { key: "a", at, count: 1, ok: false },
      { key: "a", at, label: "UP it is" },
    ];
    const failure = await write(await upload("rows.json", json(rows), "json"), { schema }).catch(
      (error) => error,
    );
    const paths = failure.problems.map(
      (one: { path: string; message: string }) => `${one.path} ${one.message}`,
    );
    expect(paths).toEqual([
      'rows.2.count "-1" is below 0',
      "rows.2.positive is broken",
      'rows.3.count "101" is above 100',
      "rows.4.count_means_ok is broken",
      expect.stringMatching(/^rows.5.label .* is not one of the allowed values$/),
      expect.stringMatching(/^rows.5.label .* does not match$/),
      expect.stringMatching(/^rows.5.label .* is too long$/),
    ]);
  });
});

describe("quarantine", () => {
  it("sets bad rows aside as they came, numbers the good ones densely, and writes again what was set aside", async () => {
    const at = "2026-01-01T00:00:00Z";
    const rows = [
      { key: "a", at, count: 1 },
      { key: "b", at, count: "x" },
      { key: null, at },
      { key: "c", at, count: 3 },
    ];
    const written = await write(await upload("rows.json", json(rows), "json"), { badRows: "quarantine" });
    expect(written).toMatchObject({
      rowCount: 2,
      quarantine: {
        rows: 2,
        encoding: "json",
        problems: [
          { row: 2, column: "count", value: "x" },
          { row: 3, column: "key", value: null },
        ],
      },
    });
    const shown = await history(relationOf(written));
    expect(shown.rows.map((row) => [row[0], row[3], row.at(-2)])).toEqual([
      ["c", "3", "2"],
      ["a", "1", "1"],
    ]);
    const input: RowsInput = {
      kind: "quarantine",
      path: `${folder}/${written.quarantine?.name}`,
      encoding: "json",
    };
    const asText = {
      ...SCHEMA,
      columns: SCHEMA.columns.map((one) => (one.name === "count" ? { ...one, type: "string" } : one)),
    };
    const again = await write(input, { schema: asText, badRows: "quarantine", firstSeq: 3n, commit: 2 });
    expect(again).toMatchObject({
      rowCount: 1,
      quarantine: { rows: 1, problems: [{ row: 2, column: "key" }] },
    });
    expect(
      (await history(relationOf(again, asText))).rows.map((row) => [row[0], row[3], row.at(-2), row.at(-1)]),
    ).toEqual([["b", "x", "3", 2]]);
  });
});
