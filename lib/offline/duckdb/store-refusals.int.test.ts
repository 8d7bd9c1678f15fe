import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RowsInput } from "../stored";
import { json, SCHEMA, type StoreUnderTest, startStoreUnderTest } from "./store-under-test";

let store: StoreUnderTest;
beforeAll(async () => {
  store = await startStoreUnderTest();
});
afterAll(() => store.close());
beforeEach(() => store.nextFolder());

describe("a bad file", () => {
  it("is refused whole with the first 20 problems: row, column, value and what was expected", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      key: i === 0 ? null : "a",
      at: i === 1 ? "2026-01-01T00:00:00" : "2026-01-01T00:00:00Z",
      count: i > 1 ? 1.5 : 1,
    }));
    const failure = await store
      .write(await store.upload("bad.json", json(rows), "json"))
      .catch((error) => error);
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
    const failure = await store
      .write(await store.upload("bad.csv", "key,at,extra\na,2026-01-01T00:00:00Z,1\n", "csv"))
      .catch((error) => error);
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
    const failure = await store.write(await store.upload("rows.json", text, "json")).catch((error) => error);
    expect(failure).toMatchObject({ code: "INVALID", message: expect.stringMatching(message) });
    expect(failure.message).not.toContain(store.root);
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
    const failure = await store
      .write(await store.upload("rows.json", json(rows), "json"), { schema })
      .catch((error) => error);
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
    const written = await store.write(await store.upload("rows.json", json(rows), "json"), {
      badRows: "quarantine",
    });
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
    const shown = await store.history(store.relationOf(written));
    expect(shown.rows.map((row) => [row[0], row[3], row.at(-2)])).toEqual([
      ["c", "3", "2"],
      ["a", "1", "1"],
    ]);
    const input: RowsInput = {
      kind: "quarantine",
      path: `${store.folder()}/${written.quarantine?.name}`,
      encoding: "json",
    };
    const asText = {
      ...SCHEMA,
      columns: SCHEMA.columns.map((one) => (one.name === "count" ? { ...one, type: "string" } : one)),
    };
    const again = await store.write(input, {
      schema: asText,
      badRows: "quarantine",
      firstSeq: 3n,
      commit: 2,
    });
    expect(again).toMatchObject({
      rowCount: 1,
      quarantine: { rows: 1, problems: [{ row: 2, column: "key" }] },
    });
    expect(
      (await store.history(store.relationOf(again, asText))).rows.map((row) => [
        row[0],
        row[3],
        row.at(-2),
        row.at(-1),
      ]),
    ).toEqual([["b", "x", "3", 2]]);
  });
});
