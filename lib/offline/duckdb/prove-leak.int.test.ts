import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Knowledge } from "@/lib/core/pit/modes";
import { buildPitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import { formatInstant } from "@/lib/core/time/instant";
import { type EngineUnderTest, startEngineUnderTest } from "./engine-under-test";

interface Row {
  key: string;
  /** Minutes. */
  at: number;
  known: number | null;
  value: number;
}

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngineUnderTest();
});
afterAll(() => engine.close());

const instant = (minute: number) => formatInstant(BigInt(minute) * 60_000_000n);
let fileNumber = 0;

async function fileOf(rows: readonly Row[]): Promise<FilesRelation> {
  const path = `rows-${fileNumber++}.csv`;
  const lines = rows.map(
    ({ key, at, known, value }) => `${key},${instant(at)},${known === null ? "" : instant(known)},${value}`,
  );
  await writeFile(join(engine.dataRoot, path), `key,happened,known,value\n${lines.join("\n")}\n`);
  return {
    kind: "files",
    name: "raw",
    format: "csv",
    path,
    timezone: "UTC",
    times: ["happened", "known"],
    columns: [
      { name: "key", type: "string" },
      { name: "happened", type: "timestamp" },
      { name: "known", type: "timestamp" },
      { name: "value", type: "int64" },
    ],
  };
}

/** Proves one transform over these rows, at these times. `sql: null` = the rows as they are. */
async function prove(
  rows: readonly Row[],
  sql: string | null,
  times: readonly number[],
  knowledge: Knowledge = "event",
) {
  const files = await fileOf(rows);
  const relation: Relation =
    sql === null ? files : { kind: "select", name: "g", sql, inputs: { raw: files } };
  const planned = buildPitPlan({
    spine: {
      kind: "rows",
      columns: [
        { name: "key", values: times.flatMap(() => ["a", "b"]) },
        { name: "at", values: times.flatMap((time) => [instant(time), instant(time)]) },
      ],
      encoding: "json",
      time: "at",
      timezone: null,
    },
    groups: [
      {
        group: "g",
        version: 1,
        alias: null,
        entityKeys: [{ name: "key", type: "string" }],
        keyMap: null,
        eventTime: "happened",
        createdTime: "known",
        ttlSeconds: null,
        relation,
        features: [{ name: "value", type: sql === null ? "int64" : "float64", column: null }],
        requested: null,
      },
    ],
    knowledge,
    rowsMax: 1,
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const cut = { raw: knowledge === "event" ? "happened" : "known" };
  return engine.engine.proveNoLeak(
    planned.plan,
    { timesMax: 50, seed: 1, cut },
    { runId: "proof", deadlineMs: 120_000 },
  );
}

const SAFE = [
  null,
  "SELECT key, happened, known, value * 1.0 AS value FROM raw",
  "SELECT key, happened, max(known) AS known, avg(value) AS value FROM raw GROUP BY key, happened",
  "SELECT key, happened, known, sum(value) OVER (PARTITION BY key ORDER BY happened) * 1.0 AS value FROM raw",
  "SELECT key, happened, known, avg(value) OVER (PARTITION BY key ORDER BY happened RANGE BETWEEN INTERVAL 5 MINUTE PRECEDING AND CURRENT ROW) AS value FROM raw",
  "SELECT key, happened, known, (SELECT avg(r.value) FROM raw AS r WHERE r.key = q.key AND r.happened <= q.happened) AS value FROM raw AS q",
];

const row = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  at: fc.integer({ min: 0, max: 20 }),
  known: fc.option(fc.integer({ min: 0, max: 30 })),
  value: fc.integer({ min: -9, max: 9 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 30 });
const times = fc.uniqueArray(fc.integer({ min: 0, max: 22 }), { minLength: 1, maxLength: 3 });

describe("the proof by running", () => {
  it("finds nothing in groups that look back only, whatever the rows", async () => {
    await fc.assert(
      fc.asyncProperty(rows, times, fc.constantFrom(...SAFE), async (given, at, sql) => {
        const proof = await prove(given, sql, at);
        expect([proof.changedCount, proof.cellCount]).toEqual([0, at.length * 2]);
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it("finds every row that a mean over the whole table makes different, with the rows that leaked", async () => {
    const sql = "SELECT key, happened, known, avg(value) OVER (PARTITION BY key) AS value FROM raw";
    await fc.assert(
      fc.asyncProperty(rows, times, async (given, at) => {
        const proof = await prove(given, sql, at);
        const mean = (key: string, until: number) => {
          const values = given.filter((one) => one.key === key && one.at <= until).map((one) => one.value);
          return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
        };
        const expected = at.flatMap((time) =>
          ["a", "b"].filter((key) => {
            const [then, ever] = [mean(key, time), mean(key, 99)];
            return then !== null && ever !== null && Math.abs(then - ever) > 1e-9;
          }),
        );
        expect(proof.changedCount).toBe(expected.length);
        for (const cell of proof.changed) {
          const [later] = cell.later;
          const key = String(cell.keys[0]);
          const after = given.filter((one) => one.key === key && instant(one.at) > cell.time);
          expect([later?.isOfKey, later?.count]).toEqual([true, after.length]);
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it("in mode known, cuts at what was known by then", async () => {
    const given = [
      { key: "a", at: 1, known: 2, value: 1 },
      { key: "a", at: 3, known: 9, value: 5 },
    ];
    expect((await prove(given, null, [5], "known")).changedCount).toBe(0);
    const sum = "SELECT key, happened, known, sum(value) OVER (PARTITION BY key) * 1.0 AS value FROM raw";
    const proof = await prove(given, sum, [5], "known");
    expect(proof.changed).toMatchObject([
      {
        output: "g__value",
        row: 0,
        keys: ["a"],
        value: 6,
        withoutLater: 1,
        later: [{ source: "raw", count: 1 }],
      },
    ]);
  });

  it("looks at as many times as it is allowed, the same for the same seed, and names what it cannot cut", async () => {
    const files = await fileOf([{ key: "a", at: 1, known: 1, value: 1 }]);
    const planned = buildPitPlan({
      spine: {
        kind: "rows",
        columns: [
          { name: "key", values: Array.from({ length: 30 }, () => "a") },
          { name: "at", values: Array.from({ length: 30 }, (_, i) => (i === 0 ? null : instant(i))) },
        ],
        encoding: "json",
        time: "at",
        timezone: null,
      },
      groups: [
        {
          group: "g",
          version: 1,
          alias: null,
          entityKeys: [{ name: "key", type: "string" }],
          keyMap: null,
          eventTime: "happened",
          createdTime: null,
          ttlSeconds: null,
          relation: files,
          features: [{ name: "value", type: "int64", column: null }],
          requested: null,
        },
      ],
      rowsMax: 1,
    });
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
    const options = { timesMax: 7, seed: 3, cut: { raw: null } };
    const proof = await engine.engine.proveNoLeak(planned.plan, options, {
      runId: "proof",
      deadlineMs: 60_000,
    });
    expect(proof).toMatchObject({
      timeCount: 7,
      rowCount: 7,
      cellCount: 7,
      changedCount: 0,
      uncutSources: ["raw"],
    });
  });
});
