import { copyFile, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import type { FilesRelation } from "@/lib/core/pit/relation";
import type { SampleRows, SourceDescription } from "../engine";
import { filesRelation, type PitUnderTest, startPitUnderTest } from "./pit-under-test";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 500 : 60;
let sut: PitUnderTest;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

const file = (name: string) => path.join(sut.root, name);
const csv = (name: string, more: Partial<FilesRelation> = {}) =>
  filesRelation("src", name, { format: "csv", ...more });

async function describeOf(source: FilesRelation) {
  return sut.ask<SourceDescription>({
    method: "describeSource",
    source,
    files: await sut.filesFor([source]),
  });
}
async function rowsOf(source: FilesRelation, rows = 1000, seed = 1) {
  const answer = await sut.ask<SampleRows>({
    method: "sampleSource",
    source,
    rows,
    seed,
    files: await sut.filesFor([source]),
  });
  return answer.rows;
}
async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  expect(error.message).not.toContain(sut.root);
  return error;
}

describe("CSV", () => {
  it("gives each column the narrowest type that all its values have", async () => {
    await writeFile(
      file("types.csv"),
      "b,i,code,f,d,t,n,s,empty\ntrue,1,007,1.5,2026-01-01,2026-01-01T00:00:00+05:30,2026-01-01 10:00:00,x,\nfalse,-2,1,NaN,2026-12-31,2026-01-01T00:00:00Z,2026-01-02 10:00:00,1,\n,,,,,,,,\n",
    );
    const { columns, rowCount } = await describeOf(csv("types.csv"));
    expect(columns.map((column) => `${column.name} ${column.type}`)).toEqual([
      "b bool",
      "i int64",
      "code string",
      "f float64",
      "d date",
      "t timestamp",
      "n timestamp_ntz",
      "s string",
      "empty string",
    ]);
    expect(rowCount).toBe(3);
    expect((await rowsOf(csv("types.csv")))[0]).toEqual([
      true,
      "1",
      "007",
      1.5,
      "2026-01-01",
      "2025-12-31T18:30:00.000000Z",
      "2026-01-01T10:00:00.000000",
      "x",
      null,
    ]);
  });

  it("R20: an empty field is null, a quoted empty field is an empty string", async () => {
    await writeFile(file("empty-fields.csv"), 'a,b\n"",\n,""\n');
    expect(await rowsOf(csv("empty-fields.csv"))).toEqual([
      ["", null],
      [null, ""],
    ]);
  });

  it("reads a byte order mark, CRLF, quotes, commas and line breaks inside quotes", async () => {
    await writeFile(file("dialect.csv"), '\ufeff"a ""1""",b\r\n"x\r\ny","1,5"\r\n"q""z",2\r\n');
    expect((await describeOf(csv("dialect.csv"))).columns[0]?.name).toBe('a "1"');
    expect(await rowsOf(csv("dialect.csv"))).toEqual([
      ["x\r\ny", "1,5"],
      ['q"z', "2"],
    ]);
  });

  it("pit rule 16: a time column is read in the declared zone, an offset in the value wins", async () => {
    await writeFile(
      file("zone.csv"),
      "t\n2026-11-01 01:30:00\n2026-11-01T01:30:00-04:00\n2026-03-08 02:30:00\n2026-03-08\n",
    );
    const source = csv("zone.csv", { timezone: "America/New_York", times: ["t"] });
    expect(await rowsOf(source)).toEqual([
      ["2026-11-01T06:30:00.000000Z"],
      ["2026-11-01T05:30:00.000000Z"],
      ["2026-03-08T07:30:00.000000Z"],
      ["2026-03-08T05:00:00.000000Z"],
    ]);
  });

  it("keeps pinned types and says which value no longer fits", async () => {
    const columns = [
      { name: "k", type: "string" },
      { name: "v", type: "int64" },
    ];
    await writeFile(file("pinned.csv"), "k,v\n1,2\n01,\n");
    expect(await rowsOf(csv("pinned.csv", { columns }))).toEqual([
      ["1", "2"],
      ["01", null],
    ]);
    await writeFile(file("pinned.csv"), "k,v\n1,2\n1,2\n1,x\n");
    const error = await refusal(describeOf(csv("pinned.csv", { columns })));
    expect(error.problems).toMatchObject([{ file: "pinned.csv", message: "row 3, column v: is not int64" }]);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ["no bytes at all", "", /is empty/],
    ["white space only", "\n\n", /is empty/],
    ["too few fields", "a,b\n1,2\n3\n", /line 3: has 1 fields, the header has 2/],
    ["too many fields", "a,b\n1,2\n3,4,5\n", /line 3: has 3 fields, the header has 2/],
    ["an open quote", 'a,b\n1,"2\n', /quote/],
    ["text after a quote", 'a,b\n1,"2"x\n', /quote|cannot be read/],
    ["a NUL", "a,b\n1,x\0y\n", /row 1, column b: holds a NUL/],
    ["a NUL in the header", "a,b\0\n1,2\n", /no usable name/],
    ["bytes that are no UTF-8", Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]), /UTF-8/],
    ["a column without a name", "a,,c\n1,2,3\n", /column 2 has no usable name/],
    ["two columns of one name", "a,A\n1,2\n", /two columns A/],
    ["a quote inside a name", 'a"b,c\n1,2\n', /first line that is not CSV/],
  ])("refuses %s, naming the file", async (_, content, message) => {
    await writeFile(file("bad.csv"), content);
    const error = await refusal(describeOf(csv("bad.csv")));
    expect(error.code).toBe("INVALID");
    expect(error.problems[0]?.file).toBe("bad.csv");
    expect(error.message).toMatch(message);
  });

  it("all files of a source have the same columns", async () => {
    await writeFile(file("many-1.csv"), "a,b\n1,2\n");
    await writeFile(file("many-2.csv"), "a,c\n1,2\n");
    expect((await refusal(describeOf(csv("many-*.csv")))).problems[0]).toMatchObject({
      file: "many-2.csv",
      expected: "a,b",
    });
  });

  it("no bytes crash the engine: a file is read or refused", async () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      ",",
      "\n",
      "\r\n",
      '"',
      '""',
      "\0",
      "1",
      "\ufeff",
      " ",
      "é",
      ",,",
      "2026-01-01",
    );
    const property = fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      await writeFile(file("fuzz.csv"), pieces.join(""));
      const error = await describeOf(csv("fuzz.csv")).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) expect(error).toMatchObject({ name: "AppError", code: "INVALID" });
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 300_000);
});

describe("Parquet", () => {
  const columns = [
    { name: "a", type: "int64" },
    { name: "b", type: "string" },
  ];

  beforeAll(async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [String(i), `value ${i}`]);
    await sut.writeParquet("whole.parquet", columns, rows);
    await sut.writeParquet("part-1.parquet", columns, rows.slice(0, 10));
    await sut.writeParquet("part-2.parquet", [...columns, { name: "c", type: "bool" }], [["10", "x", true]]);
  });

  it("reads columns, files and row count; files are named relative to their root", async () => {
    const { columns: found, files, rowCount } = await describeOf(filesRelation("src", "whole.parquet"));
    expect({ found, rowCount, path: files[0]?.path }).toEqual({
      found: columns,
      rowCount: 5000,
      path: "whole.parquet",
    });
  });

  it("a column that later files added is null in the earlier ones", async () => {
    const rows = await rowsOf(filesRelation("src", "part-*.parquet"));
    expect([rows.length, rows[0], rows[10]]).toEqual([11, ["0", "value 0", null], ["10", "x", true]]);
  });

  it("a sample is the same for the same seed, differs for another, and keeps the order of the file", async () => {
    const source = filesRelation("src", "whole.parquet");
    const first = await rowsOf(source, 50, 7);
    expect(await rowsOf(source, 50, 7)).toEqual(first);
    expect(await rowsOf(source, 50, 8)).not.toEqual(first);
    const numbers = first.map(([a]) => Number(a));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(50);
    // Drawn evenly: with 50 of 5 000 rows a quarter without any would be a one in a million event.
    for (const quarter of [0, 1, 2, 3])
      expect(numbers.some((n) => Math.floor(n / 1250) === quarter)).toBe(true);
  });

  it("says when pinned columns are gone or have changed their meaning", async () => {
    const pinned = [
      { name: "a", type: "string" },
      { name: "z", type: "int64" },
    ];
    const error = await refusal(describeOf(filesRelation("src", "whole.parquet", { columns: pinned })));
    expect(error.problems.map((problem) => `${problem.path}: ${problem.message}`)).toEqual([
      "src.a: was string when it was pinned and is int64 now",
      "src.z: the column is no longer in the files",
    ]);
  });

  it("names a file that is missing", async () => {
    const source = filesRelation("src", "gone.parquet");
    expect((await refusal(sut.filesFor([source]))).message).toContain('no file matches "gone.parquet"');
  });

  it("S8: a file that is swapped for a link after its path was checked fails the call", async () => {
    await copyFile(file("whole.parquet"), file("swapped.parquet"));
    await copyFile(file("part-1.parquet"), file("elsewhere"));
    const source = filesRelation("src", "swapped.parquet");
    const files = await sut.filesFor([source]);
    await rm(file("swapped.parquet"));
    await symlink(file("elsewhere"), file("swapped.parquet"));
    const error = await refusal(sut.ask({ method: "describeSource", source, files }));
    expect(error.problems).toEqual([
      {
        path: "swapped.parquet",
        file: "swapped.parquet",
        message: "was replaced or removed while it was read",
      },
    ]);
  });

  it.each([0, 1, 3, 4, 8, 11, 12, 100, 1000])("a file cut at byte %i is refused by name", async (bytes) => {
    await copyFile(file("whole.parquet"), file("cut.parquet"));
    await truncate(file("cut.parquet"), bytes);
    const error = await refusal(rowsOf(filesRelation("src", "cut.parquet")));
    expect(error).toMatchObject({ code: "INVALID", problems: [{ file: "cut.parquet" }] });
  });

  it("a text file by the name of a Parquet file is refused by name", async () => {
    await writeFile(file("text.parquet"), "this is no Parquet file, but long enough to be one");
    expect((await refusal(describeOf(filesRelation("src", "text.parquet")))).problems[0]?.file).toBe(
      "text.parquet",
    );
  });

  it("flipped bits are read or refused, and the engine goes on", async () => {
    const bytes = await readFile(file("whole.parquet"));
    const property = fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
      await writeFile(file("flipped.parquet"), flipped);
      const error = await rowsOf(filesRelation("src", "flipped.parquet"), 10).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error !== null) expect(error).toBeInstanceOf(AppError);
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 300_000);
});
