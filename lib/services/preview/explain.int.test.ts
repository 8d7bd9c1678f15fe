import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExplainBody } from "@/lib/contracts/explain";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import type { ServiceContext } from "../context";
import { applyDefinitions } from "../definitions/apply";
import { createTestContext, type TestContext } from "../test-context";
import { explainCell } from "./explain";
import { runPreview } from "./run";

const FILES = `
kind: project
name: flights
---
kind: entity
name: airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: flights_raw
path: flights.csv
event_time: departed_at
created_time: known_at
timezone: UTC
---
kind: feature_group
name: departures
entity: airport
source: flights_raw
ttl: 6h
features:
  - {name: delay, type: int64, unit: minutes}
  - {name: note, type: string, tags: [pii]}
---
kind: feature_group
name: selected
entity: airport
transform: SELECT origin, departed_at, delay FROM flights_raw
event_time: departed_at
features:
  - {name: delay, type: int64}
`;

/** Day 1; hour of departure, hour it was known, delay. */
const ROWS = [
  ["ATL", "02", "03", 1],
  ["ATL", "10", "12", 2],
  ["ATL", "10", "14", 3],
  ["ATL", "10", "14", 4],
  ["ATL", "10", "", 5],
  ["ATL", "13", "15", 6],
  ["ORD", "09", "10", 7],
] as const;

let engine: EngineUnderTest;
let world: TestContext;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  const lines = ROWS.map(
    ([origin, at, known, delay]) =>
      `${origin},2026-01-01 ${at}:00:00,${known ? `2026-01-01 ${known}:00:00` : ""},${delay},note ${delay}`,
  );
  await writeFile(
    join(engine.dataRoot, "flights.csv"),
    `origin,departed_at,known_at,delay,note\n${lines.join("\n")}\n`,
  );
  world = await createTestContext({ admin: true, engine: engine.engine });
  const files = [{ path: "all.yaml", text: FILES }];
  await applyDefinitions(world, { project: "flights", files, prune: false, message: null });
});
afterAll(async () => {
  await world.drop();
  await engine.close();
});

async function explain(body: Partial<ExplainBody>, ctx?: ServiceContext) {
  return explainCell(
    ctx ?? (await world.as({ role: "steward" })),
    {
      project: "flights",
      features: ["departures:delay"],
      keys: { origin: "ATL" },
      time: "2026-01-01T12:30:00Z",
      knowledge: "event",
      strict: false,
      nulls: "latest_row",
      ...body,
    },
    { runId: world.newId() },
  );
}
const told = ({ candidates }: Awaited<ReturnType<typeof explain>>) =>
  candidates.map(({ values, fate, known_later }) => `${values[0]} ${fate}${known_later ? " late" : ""}`);

describe("the x-ray of a cell", () => {
  it("shows the chosen row and why each other lost, newest first", async () => {
    const result = await explain({});
    expect(told(result)).toEqual([
      "6 later late",
      "4 chosen late",
      "3 tie_written late",
      "2 tie_created",
      "5 tie_created",
      "1 expired",
    ]);
    expect(result).toMatchObject({
      group: "departures",
      version: 1,
      time: "2026-01-01T12:30:00.000000Z",
      ttl_seconds: 21_600,
      event_time: "departed_at",
      created_time: "known_at",
      before_count: 5,
      after_count: 1,
    });
  });

  it("in mode known, rows that were not known then lose", async () => {
    const result = await explain({ knowledge: "known" });
    expect(told(result)).toEqual([
      "6 later late",
      "4 unknown late",
      "3 unknown late",
      "2 chosen",
      "5 unknown",
      "1 expired",
    ]);
    expect(result.naive).toMatchObject([
      { kind: "newest_row", differs: true, row: { values: ["6"], known_later: true } },
      { kind: "latest_event", differs: true, row: { values: ["5"] } },
    ]);
  });

  it("says what careless joins would have taken, and when they are right by luck", async () => {
    const [newest, latest] = (await explain({ time: "2026-01-01T23:00:00Z" })).naive;
    expect([newest?.differs, latest?.differs]).toEqual([true, true]);
    const inTime = await explain({ time: "2026-01-01T18:00:00Z" });
    expect(inTime.naive.map(({ differs, row }) => [differs, row?.values[0]])).toEqual([
      [false, "6"],
      [false, "6"],
    ]);
  });

  it("finds nothing for a key without rows, a null key or no time", async () => {
    for (const body of [{ keys: { origin: "QQQ" } }, { keys: { origin: null } }, { time: null }]) {
      const { candidates, naive } = await explain(body);
      expect([candidates, naive[1]?.row, naive[1]?.differs]).toEqual([[], null, false]);
    }
  });

  it("names what is wrong with the question", async () => {
    const refused = async (body: Partial<ExplainBody>, path: string) =>
      expect(explain(body)).rejects.toMatchObject({ code: "INVALID", problems: [{ path }] });
    await refused({ keys: {} }, "groups.departures.keys.origin");
    await refused({ keys: { origin: "ATL", gate: 1 } }, "keys.gate");
    await refused({ keys: { origin: 1 } }, "keys.origin");
    await refused({ time: "2026-01-01" }, "time");
    await refused({ features: ["departures:delay", "selected:delay"] }, "features");
    await refused({ features: ["selected:delay"], knowledge: "known" }, "knowledge");
    await refused({ features: ["nobody:delay"] }, "features.0");
  });

  it("masks values of policy-tagged features, and is for those who may preview", async () => {
    const contributor = await world.as({ role: "contributor" });
    const { columns, candidates, naive } = await explain({ features: ["departures:*"] }, contributor);
    expect(columns.map(({ name, masked }) => [name, masked])).toEqual([
      ["delay", false],
      ["note", true],
    ]);
    expect(candidates[1]?.values).toEqual(["4", "•••"]);
    expect(naive[0]?.row?.values).toEqual(["6", "•••"]);
    await expect(explain({}, await world.as({ role: "viewer" }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(explain({}, world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("chooses what the join chooses, at any time, from files and from a SELECT", async () => {
    const hour = fc
      .integer({ min: 0, max: 23 })
      .map((h) => `2026-01-01T${String(h).padStart(2, "0")}:00:00Z`);
    const feature = fc.constantFrom("departures:delay", "selected:delay");
    await fc.assert(
      fc.asyncProperty(hour, fc.constantFrom("ATL", "ORD"), feature, async (time, origin, ref) => {
        const { candidates } = await explain({ features: [ref], keys: { origin }, time });
        const { rows } = await runPreview(
          world,
          {
            project: "flights",
            features: [ref],
            spine: { columns: { origin: [origin], at: [time] } },
            time: "at",
            timezone: null,
            knowledge: "event",
            rows_max: 1,
            short_names: false,
          },
          { runId: world.newId() },
        );
        expect(candidates.find(({ fate }) => fate === "chosen")?.values[0] ?? null).toBe(rows[0]?.[2]);
      }),
      { numRuns: 25 },
    );
  });
});
