import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import { formatDate, formatInstant, formatWallClock } from "@/lib/core/time/instant";
import type { SampleRows, SelectDescription, SourceDescription } from "../engine";
import { fromCell, toCell } from "./convert";
import { filesRelation, type PitUnderTest, startPitUnderTest } from "./pit-under-test";
import { quoteName, quoteText } from "./quote";
import { readAs, sqlTypeOf } from "./types";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 3000 : 200;
let sut: PitUnderTest;
let instance: DuckDBInstance;
beforeAll(async () => {
  sut = await startPitUnderTest();
  instance = await DuckDBInstance.create(":memory:");
});
afterAll(async () => {
  instance.closeSync();
  await sut.close();
});

const typed = (text: string): ValueType => {
  const type = parseValueType(text);
  if (!type) throw new Error(text);
  return type;
};

/** A column of one SQL value as the engine reports it: written to Parquet, read through a source. */
async function throughFile(sql: string): Promise<{ type: string; cell: Cell }> {
  const file = "one.parquet";
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`COPY (SELECT ${sql} AS v) TO ${quoteText(`${sut.root}/${file}`)} (FORMAT parquet)`);
  connection.closeSync();
  const source = filesRelation("one", file);
  const result = await sut.ask<SampleRows>({
    method: "sampleSource",
    source,
    rows: 1,
    seed: 1,
    files: await sut.filesFor([source]),
  });
  return { type: result.columns[0]?.type ?? "", cell: result.rows[0]?.[0] ?? null };
}

describe("R20: values keep every digit between file and result", () => {
  it.each<[string, string, Cell]>([
    ["true", "bool", true],
    ["(-128)::TINYINT", "int8", -128],
    ["32767::SMALLINT", "int16", 32_767],
    ["(-2147483648)::INTEGER", "int32", -2_147_483_648],
    ["9007199254740993::BIGINT", "int64", "9007199254740993"],
    ["(-9223372036854775808)::BIGINT", "int64", "-9223372036854775808"],
    ["255::UTINYINT", "int16", 255],
    ["4294967295::UINTEGER", "int64", "4294967295"],
    ["18446744073709551615::UBIGINT", "decimal(20,0)", "18446744073709551615"],
    ["0.1::DOUBLE", "float64", 0.1],
    ["'NaN'::DOUBLE", "float64", "NaN"],
    ["'Infinity'::DOUBLE", "float64", "Infinity"],
    ["'-Infinity'::DOUBLE", "float64", "-Infinity"],
    ["'-0'::DOUBLE", "float64", "-0"],
    ["5e-324::DOUBLE", "float64", 5e-324],
    ["1.5::FLOAT", "float32", 1.5],
    ["'NaN'::FLOAT", "float32", "NaN"],
    ["12345678901234567890.0123456789::DECIMAL(38,10)", "decimal(38,10)", "12345678901234567890.0123456789"],
    ["(-0.05)::DECIMAL(4,2)", "decimal(4,2)", "-0.05"],
    ["0::DECIMAL(4,2)", "decimal(4,2)", "0.00"],
    ["''", "string", ""],
    ["NULL::VARCHAR", "string", null],
    ["'it''s ü☃ \"x\"'", "string", 'it\'s ü☃ "x"'],
    ["'\\x00\\xFFa'::BLOB", "bytes", "AP9h"],
    ["''::BLOB", "bytes", ""],
    ["DATE '2026-02-28'", "date", "2026-02-28"],
    ["TIMESTAMPTZ '2026-02-28 10:00:00.000001+05:30'", "timestamp", "2026-02-28T04:30:00.000001Z"],
    ["TIMESTAMP '2026-02-28 10:00:00.999999'", "timestamp_ntz", "2026-02-28T10:00:00.999999"],
    ["TIMESTAMP_NS '2026-02-28 10:00:00.123456999'", "timestamp_ntz", "2026-02-28T10:00:00.123456"],
    ["TIMESTAMP_NS '1960-02-28 10:00:00.123456999'", "timestamp_ntz", "1960-02-28T10:00:00.123456"],
    ["TIMESTAMP_S '2026-02-28 10:00:00'", "timestamp_ntz", "2026-02-28T10:00:00.000000"],
    ["TIME '10:00:00'", "string", "10:00:00"],
    ["'7f0c0e3e-6f6e-4a3e-9a53-0a3c3b7c9d10'::UUID", "string", "7f0c0e3e-6f6e-4a3e-9a53-0a3c3b7c9d10"],
    ["'a'::ENUM('a', 'b')", "string", "a"],
    ["[1, NULL, 9007199254740993]::BIGINT[]", "list<int64>", ["1", null, "9007199254740993"]],
    ["{'a': 1::INTEGER, 'b': 'x'}", "struct<a: int32, b: string>", { a: 1, b: "x" }],
    [
      "[{'t': TIMESTAMPTZ '2026-01-01 00:00:00Z'}]",
      "list<struct<t: timestamp>>",
      [{ t: "2026-01-01T00:00:00.000000Z" }],
    ],
    ["MAP {'k': 1::BIGINT}", "list<struct<key: string, value: int64>>", [{ key: "k", value: "1" }]],
    ["[TIME '10:00:00']", "list<string>", ["10:00:00"]],
  ])("%s", async (sql, type, cell) => {
    expect(await throughFile(sql)).toEqual({ type, cell });
  });

  it("an embedding is a fixed list of floats", async () => {
    const { columns } = await sut.ask<SelectDescription>({
      method: "describeSelect",
      sql: "SELECT [1, 2, 3]::FLOAT[3] AS e",
      inputs: {},
      files: {},
    });
    expect(columns).toEqual([{ name: "e", type: "embedding<3>" }]);
  });

  it("times beyond the calendar are words, and never microseconds of a wrong year", () => {
    expect(toCell(fromCell("2026-01-01T00:00:00.000000Z", typed("timestamp")), typed("timestamp"))).toBe(
      "2026-01-01T00:00:00.000000Z",
    );
  });

  const cells: Record<string, fc.Arbitrary<Cell>> = {
    bool: fc.boolean(),
    int8: fc.integer({ min: -128, max: 127 }),
    int32: fc.integer(),
    int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    float64: fc
      .double()
      .map((value) =>
        Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value),
      ),
    "decimal(18,3)": fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((n) => `${n}.125`),
    string: fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
    bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("base64")),
    date: fc
      .integer({ min: -700_000, max: 2_900_000 })
      .map(formatDate)
      .filter((date) => /^\d/.test(date)),
    timestamp: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }).map(formatInstant),
    timestamp_ntz: fc
      .bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
      .map(formatWallClock),
  };

  it.each(Object.keys(cells))("what enters as %s comes out the same", async (name) => {
    const type = typed(name);
    const connection = await instance.connect();
    const property = fc.asyncProperty(
      fc.array(fc.option(cells[name] ?? fc.constant(null)), { minLength: 1, maxLength: 20 }),
      async (column) => {
        await connection.run(`CREATE OR REPLACE TABLE t (v ${sqlTypeOf(type)})`);
        const shape = await connection.run("SELECT * FROM t");
        const appender = await connection.createAppender("t");
        for (const cell of column) {
          appender.appendValue(fromCell(cell, type), shape.columnType(0));
          appender.endRow();
        }
        appender.closeSync();
        const rows = await (await connection.run("SELECT * FROM t")).getRows();
        expect(rows.map(([value = null]) => toCell(value, type))).toEqual(column);
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 10) });
    connection.closeSync();
  });

  it("every value type has a DuckDB type that reads back as itself", async () => {
    const connection = await instance.connect();
    for (const text of [
      "bool",
      "int8",
      "int16",
      "int32",
      "int64",
      "float32",
      "float64",
      "decimal(9,2)",
      "string",
      "bytes",
      "date",
      "timestamp",
      "timestamp_ntz",
      "list<int64>",
      "struct<a: string, b: list<date>>",
      "embedding<4>",
    ]) {
      const result = await connection.run(`SELECT NULL::${sqlTypeOf(typed(text))}`);
      const back = readAs(result.columnType(0));
      expect([formatValueType(back.type), back.convert]).toEqual([text, null]);
    }
    connection.closeSync();
  });
});

describe("S10: quoting", () => {
  it("no text leaves its quotes", async () => {
    const connection = await instance.connect();
    const property = fc.asyncProperty(
      fc
        .string({ minLength: 1, unit: "binary" })
        .filter((text) => !text.includes("\0") && text.isWellFormed()),
      async (text) => {
        const result = await connection.run(`SELECT ${quoteText(text)} AS ${quoteName(text)}`);
        expect(result.columnName(0)).toBe(text);
        expect(await result.getRows()).toEqual([[text]]);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
    connection.closeSync();
  });

  it("refuses what no identifier can hold", () => {
    expect(() => quoteName("a\0b")).toThrow();
    expect(() => quoteName("")).toThrow();
    expect(() => quoteText("a\0b")).toThrow();
  });

  it("columns with hostile names are described and sampled like others", async () => {
    const columns = ['a"b', "c'd", "e;DROP TABLE x;--", "f g", "SELECT"].map((name) => ({
      name,
      type: "int64",
    }));
    await sut.writeParquet("names.parquet", columns, [columns.map((_, i) => String(i))]);
    const source = filesRelation("names", "names.parquet");
    const files = await sut.filesFor([source]);
    expect((await sut.ask<SourceDescription>({ method: "describeSource", source, files })).columns).toEqual(
      columns,
    );
    expect(
      (await sut.ask<SampleRows>({ method: "sampleSource", source, rows: 5, seed: 1, files })).rows,
    ).toEqual([["0", "1", "2", "3", "4"]]);
  });
});

describe("S9: a person's regular expression", () => {
  it("runs on RE2: catastrophic patterns take no time", async () => {
    const connection = await instance.connect();
    const start = performance.now();
    await connection.run("SELECT regexp_matches(repeat('a', 30000) || '!', '^(a+)+$')");
    expect(performance.now() - start).toBeLessThan(1000);
    connection.closeSync();
  });
});
