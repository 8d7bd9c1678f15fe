import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "@/lib/core/canonical-json";
import { CHECKSUM_BLOCK_ROWS } from "@/lib/core/datasets/checksum";
import { NO_SELECTION, type SpineSelection } from "@/lib/core/datasets/selection";
import { AppError } from "@/lib/core/errors";
import { buildPitPlan, type PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation } from "@/lib/core/pit/relation";
import type { PitOutput } from "../engine";
import { type EngineUnderTest, startEngineUnderTest } from "./engine-under-test";

const CALL = { runId: "test", deadlineMs: 120_000 };
const PARQUET: PitOutput = { folder: "out/data", format: "parquet", shards: 1 };

let sut: EngineUnderTest;
/** The folder that the engine writes into: no source may read it. */
let kept: string;
beforeAll(async () => {
  sut = await startEngineUnderTest();
  kept = path.dirname(sut.workDir);
  await writeFile(
    path.join(sut.dataRoot, "rows.csv"),
    [
      "k,event,created,v",
      "a,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z,1.5",
      "a,2026-03-02T12:00:00Z,2026-03-02T12:30:00Z,-0.0",
      "b,2026-03-05T00:00:00Z,2026-03-05T00:00:00Z,",
      "late,2026-04-01T00:00:00Z,2026-04-01T00:00:00Z,9",
    ].join("\n"),
  );
  await mkdir(path.join(kept, "spines"));
});
afterAll(() => sut.close());

const SOURCE: FilesRelation = {
  kind: "files",
  name: "rows",
  format: "csv",
  path: "rows.csv",
  timezone: null,
  times: ["event", "created"],
  columns: null,
};

async function spineOf(lines: readonly string[], name = "s.csv"): Promise<FilesRelation> {
  await writeFile(path.join(kept, "spines", name), lines.join("\n"));
  return { ...SOURCE, name: "spine", path: `spines/${name}`, times: [], columns: null };
}

async function planFor(
  source: FilesRelation,
  selection: SpineSelection = NO_SELECTION,
  relation: FilesRelation = SOURCE,
): Promise<PitPlan> {
  const { columns } = await sut.engine.describeSpine(source, CALL);
  const outcome = buildPitPlan({
    spine: { kind: "files", source, sourceColumns: columns, time: "at", selection },
    groups: [
      {
        group: "g",
        version: 1,
        alias: null,
        entityKeys: [{ name: "k", type: "string" }],
        keyMap: null,
        eventTime: "event",
        createdTime: "created",
        ttlSeconds: 86_400,
        relation,
        features: [{ name: "v", type: "float64", column: null }],
        requested: null,
      },
    ],
    rowsMax: 1,
  });
  if (!outcome.ok) throw new AppError("INVALID", JSON.stringify(outcome.problems));
  return outcome.plan;
}

async function rowsOf(file: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const result = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
  return result.getRowsJson() as unknown[][];
}

const SPINE = [
  "k,at,label",
  "a,2026-03-02T11:00:00Z,x",
  "a,2026-03-02T12:00:00Z,",
  "a,2026-03-02T12:00:00Z,",
  "b,2026-03-07T00:00:00Z,y",
  "late,2026-03-07T00:00:00Z,y",
  "never,2026-03-07T00:00:00Z,y",
  ",2026-03-07T00:00:00Z,y",
  "b,2026-03-05T00:00:00Z,z",
];

describe("a join that is written", () => {
  it("pit rules 10, 11: holds every spine row once, in file order, with its features", async () => {
    const written = await sut.engine.writePit(await planFor(await spineOf(SPINE)), PARQUET, CALL);
    expect(written.rowCount).toBe(8);
    expect(written.columns.map((column) => `${column.name} ${column.type}`)).toEqual([
      "k string",
      "at timestamp",
      "label string",
      "g__v float64",
    ]);
    const [file] = written.files;
    const rows = await rowsOf(path.join(kept, "out/data", file?.path ?? ""));
    expect(rows.map((row) => [row[0], row[2], row[3]])).toEqual([
      ["a", "x", 1.5],
      ["a", null, -0],
      ["a", null, -0],
      ["b", "y", null],
      ["late", "y", null],
      ["never", "y", null],
      [null, "y", null],
      ["b", "z", null],
    ]);
  });

  it("counts the four statuses, and why nothing was found", async () => {
    const plan = await planFor(await spineOf(SPINE));
    const dry = await sut.engine.writePit(plan, null, CALL);
    expect(dry.coverage).toEqual([
      {
        name: "g",
        features: [
          { output: "g__v", counts: { PRESENT: 3, NULL_VALUE: 1, OUTSIDE_MAX_AGE: 1, NOT_FOUND: 3 } },
        ],
        notFound: { withoutKeyOrTime: 1, ended: 0, tooEarly: 1, neverSeen: 1 },
      },
    ]);
    expect([dry.files, dry.checksum, dry.spine]).toEqual([[], null, null]);
  });

  it("names the files it read and what it wrote by their digests", async () => {
    const spine = await spineOf(SPINE);
    const written = await sut.engine.writePit(await planFor(spine), PARQUET, CALL);
    const digest = async (file: string) =>
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
    expect(written.spine).toMatchObject({
      path: "spines/s.csv",
      sha256: await digest(path.join(kept, "spines/s.csv")),
    });
    expect(written.sourceFiles).toMatchObject([
      { path: "rows.csv", sha256: await digest(path.join(sut.dataRoot, "rows.csv")) },
    ]);
    const [file] = written.files;
    expect(file?.sha256).toBe(await digest(path.join(kept, "out/data", file?.path ?? "")));
  });

  it("R33: twice the same is the same bytes, however many rows", async () => {
    const lines = ["k,at"];
    for (let i = 0; i < 300_000; i++) {
      const day = String((i % 28) + 1).padStart(2, "0");
      lines.push(`${"ab"[i % 2]},2026-03-${day}T00:00:${String(i % 60).padStart(2, "0")}Z`);
    }
    const plan = await planFor(await spineOf(lines, "many.csv"));
    const digests = [];
    for (const folder of ["out/one", "out/two", "out/three"]) {
      const written = await sut.engine.writePit(plan, { folder, format: "parquet", shards: 3 }, CALL);
      digests.push([written.checksum, ...written.files.map((file) => file.sha256)]);
    }
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
  });

  it("shards are contiguous ranges; format and shards do not touch the checksum", async () => {
    const plan = await planFor(await spineOf(SPINE));
    const one = await sut.engine.writePit(plan, PARQUET, CALL);
    const three = await sut.engine.writePit(plan, { ...PARQUET, folder: "out/three", shards: 3 }, CALL);
    const csv = await sut.engine.writePit(plan, { folder: "out/csv", format: "csv", shards: 1 }, CALL);
    expect(three.files.map((file) => [file.path, file.rowCount])).toEqual([
      ["part-00000-of-00003.parquet", 2],
      ["part-00001-of-00003.parquet", 3],
      ["part-00002-of-00003.parquet", 3],
    ]);
    expect([three.checksum, csv.checksum]).toEqual([one.checksum, one.checksum]);
    const text = await readFile(path.join(kept, "out/csv/part-00000-of-00001.csv"), "utf8");
    expect(text.split("\n").slice(0, 3)).toEqual([
      "k,at,label,g__v",
      "a,2026-03-02T11:00:00.000000Z,x,1.5",
      "a,2026-03-02T12:00:00.000000Z,,-0.0",
    ]);
  });

  it("the checksum is the documented one, and changes with the order of rows", async () => {
    const written = await sut.engine.writePit(await planFor(await spineOf(SPINE)), PARQUET, CALL);
    const at = (text: string) => String(BigInt(Date.parse(text)) * 1000n);
    const values = [
      ["a", at("2026-03-02T11:00:00Z"), "x", "1.5"],
      ["a", at("2026-03-02T12:00:00Z"), null, "-0"],
      ["a", at("2026-03-02T12:00:00Z"), null, "-0"],
      ["b", at("2026-03-07T00:00:00Z"), "y", null],
      ["late", at("2026-03-07T00:00:00Z"), "y", null],
      ["never", at("2026-03-07T00:00:00Z"), "y", null],
      [null, at("2026-03-07T00:00:00Z"), "y", null],
      ["b", at("2026-03-05T00:00:00Z"), "z", null],
    ];
    const head = written.columns.map(({ name, type }) => [name, type]);
    expect(written.checksum).toBe(reference(head, values));
    const swapped = await spineOf([...SPINE.slice(0, 1), ...SPINE.slice(2), ...SPINE.slice(1, 2)]);
    expect((await sut.engine.writePit(await planFor(swapped), PARQUET, CALL)).checksum).not.toBe(
      written.checksum,
    );
  });

  it("replaces an earlier output as a whole and leaves nothing beside it", async () => {
    const plan = await planFor(await spineOf(SPINE));
    await sut.engine.writePit(plan, { ...PARQUET, folder: "again/data", shards: 4 }, CALL);
    await sut.engine.writePit(plan, { ...PARQUET, folder: "again/data" }, CALL);
    expect(await readdir(path.join(kept, "again"))).toEqual(["data"]);
    expect(await readdir(path.join(kept, "again/data"))).toEqual(["part-00000-of-00001.parquet"]);
  });

  it("an empty spine gives a file with columns and no rows", async () => {
    const written = await sut.engine.writePit(
      await planFor(await spineOf(["k,at", ""], "e.csv")),
      PARQUET,
      CALL,
    );
    expect(written.rowCount).toBe(0);
    expect(await rowsOf(path.join(kept, "out/data/part-00000-of-00001.parquet"))).toEqual([]);
  });

  it("a failure leaves nothing written", async () => {
    const plan = await planFor(await spineOf(SPINE));
    const broken = { ...SOURCE, path: "gone.csv" };
    const gone = {
      ...plan,
      groups: plan.groups.map((group) => ({ ...group, relation: broken })),
    };
    const failing = sut.engine.writePit(gone, { ...PARQUET, folder: "fails/data" }, CALL);
    await expect(failing).rejects.toMatchObject({ code: "INVALID" });
    await expect(readdir(path.join(kept, "fails/data"))).rejects.toThrow();
  });

  it("no source reads what the product keeps, and no spine reads a source", async () => {
    await spineOf(SPINE);
    const inside = await planFor(await spineOf(SPINE), NO_SELECTION, { ...SOURCE, path: "spines/s.csv" });
    await expect(sut.engine.writePit(inside, null, CALL)).rejects.toMatchObject({ code: "INVALID" });
    await expect(sut.engine.describeSpine(SOURCE, CALL)).rejects.toMatchObject({ code: "INVALID" });
  });
});

describe("a selection", () => {
  const days = (from: number, until: number) =>
    Array.from(
      { length: until - from },
      (_, i) => `a,2026-03-${String(from + i).padStart(2, "0")}T00:00:00Z,${i % 2}`,
    );

  it("leaves out what is before `since`, and names the parts of a split, with a gap between them", async () => {
    const spine = await spineOf(["k,at,label", ...days(1, 21), "a,,1"], "split.csv");
    const plan = await planFor(spine, {
      since: "2026-03-03T00:00:00Z",
      split: {
        column: "split",
        trainUntil: "2026-03-10T00:00:00Z",
        validationUntil: "2026-03-15T00:00:00Z",
        gapSeconds: 2 * 86_400,
      },
      sample: null,
    });
    const written = await sut.engine.writePit(plan, PARQUET, CALL);
    expect(written.dropped).toEqual({ beforeSince: 2, betweenSplits: 4, notSampled: 0, notMature: 0 });
    expect(written.statistics.map(({ part, rowCount }) => [part, rowCount])).toEqual([
      ["train", 7],
      ["validation", 3],
      ["test", 4],
      [null, 1],
    ]);
    const rows = await rowsOf(path.join(kept, "out/data/part-00000-of-00001.parquet"));
    expect(rows.map((row) => `${String(row[1]).slice(8, 10)} ${row[3]}`)).toEqual([
      ...["03", "04", "05", "06", "07", "08", "09"].map((day) => `${day} train`),
      ...["12", "13", "14"].map((day) => `${day} validation`),
      ...["17", "18", "19", "20"].map((day) => `${day} test`),
      " null",
    ]);
  });

  it("draws by seed and position alone, each stratum at its rate, weighted by 1 / rate", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `a,2026-03-02T00:00:00Z,${i % 10 === 0 ? 1 : 0}`);
    const spine = await spineOf(["k,at,label", ...lines], "drawn.csv");
    const sample = { rate: 0.1, seed: 7, by: "label", rates: { "1": 1 }, weight: "weight" };
    const plan = await planFor(spine, { since: null, split: null, sample });
    const written = await sut.engine.writePit(plan, PARQUET, CALL);
    const rows = await rowsOf(path.join(kept, "out/data/part-00000-of-00001.parquet"));
    const kept0 = rows.filter((row) => row[2] === "0");
    expect(rows.filter((row) => row[2] === "1")).toHaveLength(2000);
    const drawn = lines.filter((_, i) => {
      // md5_number_lower: the second eight bytes of the digest, the least significant first.
      const number = createHash("md5").update(`7:${i}`).digest().readBigUInt64LE(8);
      return i % 10 !== 0 && number < BigInt(Math.round(0.1 * 2 ** 53)) * 2048n;
    });
    expect(kept0).toHaveLength(drawn.length);
    expect(Math.abs(kept0.length - 1800)).toBeLessThan(150);
    expect(new Set(kept0.map((row) => row[3]))).toEqual(new Set([10]));
    expect(written.dropped.notSampled).toBe(20_000 - rows.length);
  });
});

describe("a spine that is made", () => {
  it("is every key at every time of a grid", async () => {
    const made = await sut.engine.writeSpine(
      {
        kind: "grid",
        source: SOURCE,
        keys: ["k"],
        time: "at",
        start: "2026-01-01T00:00:00Z",
        end: "2026-01-15T00:00:00Z",
        stepSeconds: 7 * 86_400,
      },
      "spines/grid.parquet",
      CALL,
    );
    expect(made).toMatchObject({
      rowCount: 6,
      columns: [
        { name: "k", type: "string" },
        { name: "at", type: "timestamp" },
      ],
    });
    const rows = await rowsOf(path.join(kept, "spines/grid.parquet"));
    expect(rows.map((row) => `${row[0]} ${String(row[1]).slice(0, 10)}`)).toEqual([
      "a 2026-01-01",
      "b 2026-01-01",
      "late 2026-01-01",
      "a 2026-01-08",
      "b 2026-01-08",
      "late 2026-01-08",
    ]);
  });

  it("is what one SELECT gives, ordered by time and then by every column", async () => {
    const made = await sut.engine.writeSpine(
      {
        kind: "select",
        relation: {
          kind: "select",
          name: "spine",
          sql: "SELECT k, event AS at, v > 1 AS label FROM rows",
          inputs: { rows: SOURCE },
        },
        time: "at",
      },
      "spines/select.parquet",
      CALL,
    );
    expect(made.rowCount).toBe(4);
    const rows = await rowsOf(path.join(kept, "spines/select.parquet"));
    expect(rows.map((row) => [row[0], row[2]])).toEqual([
      ["a", true],
      ["a", false],
      ["b", null],
      ["late", true],
    ]);
  });

  it("S9: a SELECT that reads files of its own is refused", async () => {
    const relation = {
      kind: "select" as const,
      name: "spine",
      sql: "SELECT * FROM read_csv('/etc/passwd')",
      inputs: {},
    };
    await expect(
      sut.engine.writeSpine({ kind: "select", relation, time: "at" }, "spines/x.parquet", CALL),
    ).rejects.toMatchObject({ code: "INVALID" });
  });
});

function reference(columns: string[][], rows: (string | null)[][]): string {
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  const digests = rows.map((row) =>
    sha(row.map((value) => (value === null ? "-" : `${Buffer.byteLength(value)}:${value}`)).join("")),
  );
  const hash = createHash("sha256").update(canonicalJson(columns)).update("\n");
  for (let i = 0; i < digests.length; i += CHECKSUM_BLOCK_ROWS)
    hash.update(sha(digests.slice(i, i + CHECKSUM_BLOCK_ROWS).join("")));
  return hash.digest("hex");
}
