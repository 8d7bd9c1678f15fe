import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import { type ReferenceAnswer, type ReferenceRow, referenceJoin } from "@/lib/core/pit/reference";
import type { Relation } from "@/lib/core/pit/relation";
import { STRATEGIES, type Strategy } from "@/lib/core/pit/strategy";
import { microsOf } from "./convert";
import {
  filesRelation,
  givenSpine,
  groupOf,
  type PitUnderTest,
  planOf,
  startPitUnderTest,
} from "./pit-under-test";
import { quoteText } from "./quote";
import {
  byValues,
  type Case,
  COLUMNS,
  cases,
  cellsOf,
  FEATURES,
  featureRow,
  fixedCase,
  KEYS,
  SPINE,
  START,
  TTL_SECONDS,
  text,
  withoutEnds,
} from "./random-under-test";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 400 : 20;

let sut: PitUnderTest;
let files = 0;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

/** Writes the rows over two files, in ingest order. */
async function write(rows: ReferenceRow[]): Promise<Relation> {
  const name = `case-${++files}`;
  const half = Math.ceil(rows.length / 2);
  await sut.writeParquet(`${name}-a.parquet`, COLUMNS, rows.slice(0, half).map(cellsOf));
  await sut.writeParquet(`${name}-b.parquet`, COLUMNS, rows.slice(half).map(cellsOf));
  return filesRelation("rows", `${name}-?.parquet`);
}

function planFor(spine: Case["spine"], groups: PitGroup[], strategy: Strategy | null): PitPlan {
  return planOf(
    givenSpine(
      SPINE,
      spine.map(({ keys, time }, i) => [...keys, text(time), String(i)]),
    ),
    groups,
    strategy,
  );
}

const bothKeys = (name: string, relation: Relation, more: Partial<PitGroup> = {}) =>
  groupOf(name, KEYS, FEATURES, relation, more);
const oneKey = (name: string, relation: Relation, more: Partial<PitGroup> = {}) =>
  groupOf(name, KEYS.slice(0, 1), FEATURES, relation, more);

/** The engine's answers per group, in the reference's shape; also checks that the spine came through untouched. */
async function engineAnswers(plan: PitPlan, spine: Case["spine"]): Promise<ReferenceAnswer[][]> {
  const result = await sut.run(plan);
  expect(result.rows.map((row) => row.slice(0, 4))).toEqual(
    spine.map(({ keys, time }, i) => [...keys, text(time), String(i)]),
  );
  return plan.groups.map((_, g) =>
    result.rows.map((row, i) => {
      const source = result.sources[i]?.[g];
      if (!source) throw new Error("a row without its source");
      return { ...source, values: row.slice(4 + g * FEATURES.length, 4 + (g + 1) * FEATURES.length) };
    }),
  );
}

/** The groups here name neither tombstone nor end. */
const expectedOf = (spine: Case["spine"], rows: ReferenceRow[], ttlSeconds: number | null, width: number) =>
  referenceJoin(spine, withoutEnds(rows), ttlSeconds, width);
const withKeys = (rows: ReferenceRow[], count: number) =>
  rows.map((row) => ({ ...row, keys: row.keys.slice(0, count) }));
const spineKeys = (spine: Case["spine"], count: number) =>
  spine.map((row) => ({ ...row, keys: row.keys.slice(0, count) }));

describe.each(STRATEGIES)("%s", (strategy) => {
  it("R19: equals the slow reference on random data, with one and two keys, with and without TTL", async () => {
    const property = fc.asyncProperty(cases, async ({ rows, spine }) => {
      const relation = await write(rows);
      const groups = [bothKeys("two", relation, { ttlSeconds: TTL_SECONDS }), oneKey("one", relation)];
      const [two, one] = await engineAnswers(planFor(spine, groups, strategy), spine);
      expect(two).toEqual(expectedOf(spine, rows, TTL_SECONDS, FEATURES.length));
      expect(one).toEqual(expectedOf(spineKeys(spine, 1), withKeys(rows, 1), null, FEATURES.length));
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 600_000);

  it("R19: equals the reference on the result of a SELECT, where values decide ties", async () => {
    const property = fc.asyncProperty(cases, fc.boolean(), async ({ rows, spine }, isDistinct) => {
      const sql = `SELECT ${isDistinct ? "DISTINCT" : ""} x, y, event, created, n, s, b FROM rows`;
      const relation: Relation = { kind: "select", name: "chosen", sql, inputs: { rows: await write(rows) } };
      const [answers] = await engineAnswers(
        planFor(spine, [bothKeys("g", relation, { ttlSeconds: TTL_SECONDS })], strategy),
        spine,
      );
      expect(answers).toEqual(expectedOf(spine, byValues(withoutEnds(rows)), TTL_SECONDS, FEATURES.length));
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 600_000);

  it("R19: a spine of 1 000 rows over 3 000 rows equals the reference", async () => {
    const sample = fixedCase(1000, 3000, 42);
    const relation = await write(sample.rows);
    const plan = planFor(sample.spine, [bothKeys("g", relation, { ttlSeconds: TTL_SECONDS })], strategy);
    const [answers] = await engineAnswers(plan, sample.spine);
    expect(answers).toEqual(expectedOf(sample.spine, sample.rows, TTL_SECONDS, FEATURES.length));
  });

  it("R19: the order of the spine's rows changes nothing but the order of the answers", async () => {
    const property = fc.asyncProperty(cases, fc.infiniteStream(fc.nat()), async ({ rows, spine }, random) => {
      const relation = await write(rows);
      const order = spine
        .map((_, i) => ({ i, rank: random.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank);
      const shuffled = order.flatMap(({ i }) => spine[i] ?? []);
      const group = bothKeys("g", relation, { ttlSeconds: TTL_SECONDS });
      const [straight] = await engineAnswers(planFor(spine, [group], strategy), spine);
      const [mixed] = await engineAnswers(planFor(shuffled, [group], strategy), shuffled);
      expect(mixed).toEqual(order.map(({ i }) => straight?.[i]));
    });
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 4) });
  }, 600_000);

  it("R19: rows from the future of every spine row change nothing", async () => {
    const property = fc.asyncProperty(
      cases,
      fc.array(featureRow, { maxLength: 20 }),
      async ({ rows, spine }, extra) => {
        const last = spine.reduce((max, { time }) => (time !== null && time > max ? time : max), START);
        const later = extra.map((row, i) => ({ ...row, event: last + 1n + BigInt(i) }));
        const group = (relation: Relation) => bothKeys("g", relation, { ttlSeconds: TTL_SECONDS });
        const before = await engineAnswers(planFor(spine, [group(await write(rows))], strategy), spine);
        const after = await engineAnswers(
          planFor(spine, [group(await write([...rows, ...later]))], strategy),
          spine,
        );
        expect(after).toEqual(before);
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 4) });
  }, 600_000);

  it("R19: a wider TTL only fills more: whatever was found stays as it was", async () => {
    const property = fc.asyncProperty(cases, async ({ rows, spine }) => {
      const relation = await write(rows);
      const groups = [
        bothKeys("narrow", relation, { ttlSeconds: 600 }),
        bothKeys("wide", relation, { ttlSeconds: TTL_SECONDS }),
      ];
      const [narrow = [], wide = []] = await engineAnswers(planFor(spine, groups, strategy), spine);
      for (const [i, answer] of narrow.entries()) {
        if (answer.state === "FOUND") expect(wide[i]).toEqual(answer);
        else expect(wide[i]?.eventTime).toBe(answer.eventTime);
      }
    });
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 4) });
  }, 600_000);

  it("R19: no value ever comes from after its spine row", async () => {
    const property = fc.asyncProperty(cases, async ({ rows, spine }) => {
      const [answers = []] = await engineAnswers(
        planFor(spine, [bothKeys("g", await write(rows))], strategy),
        spine,
      );
      for (const [i, { eventTime, ageMs }] of answers.entries()) {
        if (eventTime === null) continue;
        expect(microsOf(eventTime) <= (spine[i]?.time ?? -1n)).toBe(true);
        expect(ageMs).toBeGreaterThanOrEqual(0);
      }
    });
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 4) });
  }, 600_000);
});

describe("a second form of SQL", () => {
  it("R19: ROW_NUMBER over an inequality join gives the engine's answers", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const property = fc.asyncProperty(cases, async ({ rows, spine }) => {
      const relation = await write(rows);
      const [answers = []] = await engineAnswers(
        planFor(spine, [bothKeys("g", relation, { ttlSeconds: TTL_SECONDS })], null),
        spine,
      );
      const list = spine.map(({ keys, time }, i) => {
        const [a = null, b = null] = keys;
        return `(${i}, ${a === null ? "NULL" : quoteText(String(a))}, ${b ?? "NULL"}::BIGINT, ${time ?? "NULL"}::BIGINT)`;
      });
      const paths = ["a", "b"]
        .map((part) => quoteText(`${sut.root}/case-${files}-${part}.parquet`))
        .join(", ");
      const result = await connection.run(`
        WITH spine(id, x, y, t) AS (SELECT * FROM (VALUES ${[...list, "(-1, NULL, NULL, NULL)"].join(", ")})),
        numbered AS (
          SELECT s.id, s.t, epoch_us(f.event) AS e, f.n, ROW_NUMBER() OVER (
            PARTITION BY s.id ORDER BY f.event DESC, f.created DESC NULLS LAST, f.file_index DESC, f.file_row_number DESC
          ) AS place
          FROM spine s JOIN (SELECT *, file_index, file_row_number FROM read_parquet([${paths}])) f
          ON f.x = s.x AND f.y = s.y AND epoch_us(f.event) <= s.t
        )
        SELECT s.id, n.e, CASE WHEN n.t - n.e <= ${TTL_SECONDS * 1_000_000}::BIGINT THEN n.n END
        FROM spine s LEFT JOIN numbered n ON n.id = s.id AND n.place = 1 WHERE s.id >= 0 ORDER BY s.id`);
      const expected = (await result.getRowsJson()).map(([, event, value]) => [event, value]);
      expect(
        answers.map(({ eventTime, values }) => [
          eventTime === null ? null : String(microsOf(eventTime)),
          values[0] ?? null,
        ]),
      ).toEqual(expected);
    });
    try {
      await fc.assert(property, { numRuns: RUNS });
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }, 600_000);
});
