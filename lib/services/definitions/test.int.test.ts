import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import type { ServiceContext } from "../context";
import { createTestContext, type TestContext } from "../test-context";
import { applyDefinitions } from "./apply";
import { runFeatureTests } from "./test";

const DEFINITIONS = `
kind: project
name: flights
---
kind: entity
name: airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: departures
type: push
event_time: departed_at
created_time: known_at
columns:
  - {name: origin, type: string}
  - {name: departed_at, type: timestamp}
  - {name: known_at, type: timestamp}
  - {name: delay, type: int64}
---
kind: feature_group
name: delays
entity: airport
transform: SELECT origin, departed_at, known_at, delay, delay > 15 AS late FROM departures
event_time: departed_at
created_time: known_at
ttl: 1d
features:
  - {name: delay, type: int64}
  - {name: late, type: bool}
`;

function testText(name: string, more: string, group = "delays"): string {
  return `---
kind: test
name: ${name}
group: ${group}
rows:
  departures:
    - {origin: ATL, departed_at: 2026-06-01T10:00:00Z, known_at: 2026-06-01T11:00:00Z, delay: 8}
    - {origin: ATL, departed_at: 2026-06-01T12:00:00Z, known_at: 2026-06-01T14:00:00Z, delay: 20}
    - {origin: ATL, departed_at: 2026-06-01T12:00:00Z, known_at: 2026-06-01T13:00:00Z, delay: 99}
${more}
`;
}

const at = (time: string, expected: string) =>
  `keys: {origin: ATL}\nat: 2026-06-${time}:00:00Z\nexpect: {${expected}}`;

let engine: EngineUnderTest;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  world = await createTestContext({ admin: true, engine: engine.engine });
});
afterAll(async () => {
  await world.drop();
  await engine.close();
});

function run(texts: readonly string[], ctx: ServiceContext = world, definitions = DEFINITIONS) {
  const files = [{ path: "all.yaml", text: `${definitions}${texts.join("")}` }];
  return runFeatureTests(ctx, { project: "flights", files }, { runId: world.newId() });
}

describe("feature tests", () => {
  it("run on the engine over the rows they give: newest row, ties, knowledge, TTL, unknown keys", async () => {
    const outcomes = await run([
      testText("before_the_second", at("01T11", "delay: 8, late: false")),
      testText("tie_by_created_time", at("01T12", "delay: 20, late: true")),
      testText("known_by_one", `knowledge: known\n${at("01T13", "delay: 99")}`),
      testText("known_by_two", `knowledge: known\n${at("01T14", "delay: 20")}`),
      testText("too_old", at("02T13", "delay: null, late: null")),
      testText("nobody", "keys: {origin: XXX}\nat: 2026-06-02T00:00:00Z\nexpect: {delay: null}"),
      "---\nkind: test\nname: no_rows\ngroup: delays\nkeys: {origin: ATL}\nat: 2026-06-02T00:00:00Z\nexpect: {delay: null}\n",
    ]);
    expect(outcomes.filter((one) => one.failure !== null || one.differences.length > 0)).toEqual([]);
    expect(outcomes).toHaveLength(7);
  });

  it("say which feature differs, what was expected and what came out, and where the test stands", async () => {
    const [outcome] = await run([testText("wrong", at("01T12", "delay: 21, late: true"))]);
    expect(outcome).toEqual({
      name: "wrong",
      group: "delays",
      version: null,
      file: "all.yaml",
      line: 31,
      differences: [{ feature: "delay", type: "int64", expected: "21", got: "20" }],
      failure: null,
    });
  });

  it("look at the definitions of the files, applied or not, and at published versions by number", async () => {
    const files = [
      { path: "all.yaml", text: `${DEFINITIONS}${testText("kept", at("01T12", "late: true"))}` },
    ];
    await applyDefinitions(world, { project: "flights", files, prune: false, message: null });
    const stricter = DEFINITIONS.replace("delay > 15", "delay > 50");
    const outcomes = await run(
      [
        testText("as_files_say", at("01T12", "late: false")),
        testText("as_published", at("01T12", "late: true"), "delays@v1"),
        testText("as_it_would_be", at("01T12", "late: false"), "delays@v2"),
      ],
      world,
      stricter,
    );
    expect(outcomes.map((one) => [one.version, one.differences])).toEqual([
      [null, []],
      [1, []],
      [2, []],
    ]);
    await expect(run([testText("none", at("01T12", "late: true"), "delays@v9")])).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "group", message: "delays has no version 9.", line: 33 }],
    });
  });

  it("are checked by plan and apply, carried along and not stored", async () => {
    const good = { path: "tests.yaml", text: testText("good", at("01T12", "late: true")) };
    const definitions = { path: "all.yaml", text: DEFINITIONS };
    const apply = (files: { path: string; text: string }[]) =>
      applyDefinitions(world, { project: "flights", files, prune: false, message: null });
    await apply([definitions, good]);
    expect((await apply([definitions, good])).changes).toEqual([]);
    expect((await apply([good])).changes).toEqual([]);
    const bad = { path: "tests.yaml", text: testText("bad", at("01T12", "lat: true")) };
    await expect(apply([definitions, bad])).rejects.toMatchObject({
      problems: [
        { file: "tests.yaml", line: 12, path: "expect.lat", message: expect.stringContaining("late") },
      ],
    });
    await expect(apply([definitions, good, { ...good, path: "again.yaml" }])).rejects.toMatchObject({
      problems: [{ file: "again.yaml", path: "name", message: expect.stringContaining("defined twice") }],
    });
  });

  it("are for those who may propose", async () => {
    const text = testText("any", at("01T12", "late: true"));
    expect(await run([text], await world.as({ role: "contributor" }))).toHaveLength(1);
    await expect(run([text], await world.as({ role: "viewer" }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(run([text], await world.as({}))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(run([text], world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
