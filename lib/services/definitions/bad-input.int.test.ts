import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { createTestContext, type TestContext } from "../test-context";
import { applyDefinitions } from "./apply";

let engine: EngineUnderTest;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  world = await createTestContext({ admin: true, engine: engine.engine });
  await writeFile(join(engine.dataRoot, "rows.csv"), "origin,seen_at,delay\nATL,2026-01-01T00:00:00Z,5\n");
  await writeFile(join(engine.dataRoot, "broken.parquet"), "PAR1 this is cut off");
  await writeFile(join(engine.dataRoot, "empty.parquet"), "");
  await mkdir(join(engine.dataRoot, "folder"));
  await symlink(tmpdir(), join(engine.dataRoot, "out"));
});
afterAll(async () => {
  await engine.close();
  await world.drop();
});

const PROJECT = "kind: project\nname: flights\n---\n";
const ENTITY = "kind: entity\nname: airport\njoin_keys: [{name: origin, type: string}]\n---\n";
const source = (path: string) =>
  `kind: source\nname: rows\ntype: file\npath: ${JSON.stringify(path)}\nevent_time: seen_at\ntimezone: UTC\n---\n`;
const group = (sql: string) =>
  `kind: feature_group\nname: delays\nentity: airport\nevent_time: seen_at\ntransform: ${JSON.stringify(sql)}\nfeatures: [{name: delay, type: int64}]\n`;

async function apply(text: string) {
  const input = { project: "flights", files: [{ path: "all.yaml", text }], prune: false, message: null };
  return await applyDefinitions(world, input).catch((error) => error);
}

async function nothingIsWritten() {
  expect(await world.store.prisma.source.count()).toBe(0);
  expect(await world.store.prisma.featureGroup.count()).toBe(0);
}

describe("a source whose files cannot be read names its path", () => {
  it.each([
    ["../rows.csv"],
    ["/etc/passwd"],
    ["folder/../rows.csv"],
    ["out/anything.csv"],
    ["nothing_here.csv"],
    ["nothing/*.parquet"],
    ["broken.parquet"],
    ["empty.parquet"],
    ["folder"],
    ["rows.csv\u0000.parquet"],
    ["C:\\rows.csv"],
  ])("%j", async (path) => {
    const failure = await apply(PROJECT + ENTITY + source(path));
    expect(failure).toMatchObject({ code: "INVALID" });
    expect(failure.problems).toContainEqual(
      expect.objectContaining({ path: "path", file: "all.yaml", line: expect.any(Number) }),
    );
    expect(JSON.stringify(failure.problems)).not.toContain(engine.dataRoot);
    await nothingIsWritten();
  });
});

describe("a transform that is not one SELECT over named sources names its field", () => {
  it.each([
    ["SELECT 1; SELECT 2"],
    ["INSERT INTO rows VALUES (1)"],
    ["DROP TABLE rows"],
    ["COPY rows TO 'x.csv'"],
    ["ATTACH 'x.db'"],
    ["SELECT * FROM read_csv('/etc/passwd')"],
    ["SELECT * FROM '/etc/passwd'"],
    ["SELECT * FROM 'rows.csv'"],
    ["SELECT getenv('HOME') AS delay, origin, seen_at FROM rows"],
    ["SELECT * FROM query('SELECT 1')"],
    ["SELECT origin, seen_at, delay FROM nowhere"],
    ["SELECT origin, seen_at, nothing AS delay FROM rows"],
    ["SELECT origin, seen_at FROM rows"],
    ["SELEC"],
    [""],
    ["PRAGMA version"],
    ["EXPLAIN ANALYZE SELECT 1"],
  ])("%j", async (sql) => {
    const failure = await apply(PROJECT + ENTITY + source("rows.csv") + group(sql));
    expect(failure).toMatchObject({ code: "INVALID" });
    const paths = failure.problems.map((problem: { path: string }) => problem.path);
    expect(paths.some((path: string) => path === "transform" || path.startsWith("features"))).toBe(true);
    for (const problem of failure.problems)
      expect(problem).toMatchObject({ file: "all.yaml", line: expect.any(Number) });
    await nothingIsWritten();
  });
});

describe("a condition that is none names its place", () => {
  const windows = (where: string) => `kind: feature_group
name: load
entity: airport
source: rows
aggregations: [{name: late, fn: count, windows: [7d], where: ${JSON.stringify(where)}}]
---
kind: feature_group
name: delays
entity: airport
source: rows
features: [{name: delay, type: int64}]
rules: [{name: sane, expression: ${JSON.stringify(where)}, severity: error}]
`;

  it.each([["delay >"], ["nothing > 3"], ["delay + 1"], ["true; DROP TABLE rows"]])("%j", async (where) => {
    const failure = await apply(PROJECT + ENTITY + source("rows.csv") + windows(where));
    const paths = failure.problems.map((problem: { path: string }) => problem.path);
    expect(paths).toEqual(expect.arrayContaining(["aggregations.0.where", "rules.0.expression"]));
    await nothingIsWritten();
  });
});

it("several mistakes in several documents come back together, each with its own line", async () => {
  const failure = await apply(`${PROJECT}${ENTITY}${source("nothing_here.csv")}${group("SELECT 1")}---
kind: feature_group
name: other
entity: nowhere
source: gone
features: [{name: delay, type: int64}, {name: delay, type: int32}]
`);
  const places = failure.problems.map(
    (problem: { path: string; line: number }) => `${problem.line} ${problem.path}`,
  );
  expect(new Set(places).size).toBeGreaterThanOrEqual(4);
});

it("after all that the server goes on: a right file applies", async () => {
  const result = await apply(
    PROJECT + ENTITY + source("rows.csv") + group("SELECT origin, seen_at, delay FROM rows"),
  );
  expect(result.problems).toBeUndefined();
  expect(result.versions).toEqual([{ group: "delays", number: 1, level: "minor" }]);
  expect(result.changes).toContainEqual(
    expect.objectContaining({
      kind: "source",
      fields: expect.arrayContaining([{ path: "columns.delay", from: null, to: "int64" }]),
    }),
  );
});
