import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import { type ReferenceAnswer, type ReferenceRow, referenceJoin } from "@/lib/core/pit/reference";
import type { Relation } from "@/lib/core/pit/relation";
import { STRATEGIES, type Strategy } from "@/lib/core/pit/strategy";
import {
  filesRelation,
  givenSpine,
  groupOf,
  type PitUnderTest,
  planOf,
  startPitUnderTest,
} from "./pit-under-test";
import { portableAnswers } from "./portable-under-test";
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
} from "./random-under-test";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 600 : 40;

/** Everything that a group and a plan can say about which rows count. */
interface Rules extends Pick<PitGroup, "strict" | "nulls" | "ttlSeconds"> {
  knowledge: PitPlan["knowledge"];
  hasTombstone: boolean;
  hasEnd: boolean;
  keyCount: number;
  /** Rows of a SELECT have no order of their own: values decide ties. */
  isSelect: boolean;
}
const rules: fc.Arbitrary<Rules> = fc.record({
  knowledge: fc.constantFrom("event", "known"),
  strict: fc.boolean(),
  nulls: fc.constantFrom("latest_row", "latest_non_null"),
  ttlSeconds: fc.constantFrom(null, TTL_SECONDS),
  hasTombstone: fc.boolean(),
  hasEnd: fc.boolean(),
  keyCount: fc.constantFrom(1, 2),
  isSelect: fc.boolean(),
});

let sut: PitUnderTest;
let files = 0;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

/** Writes the rows over two files, in ingest order. */
async function write(rows: ReferenceRow[]): Promise<{ relation: Relation; paths: string[] }> {
  const name = `modes-${++files}`;
  const half = Math.ceil(rows.length / 2);
  const names = ["a", "b"].map((part) => `${name}-${part}.parquet`);
  await sut.writeParquet(names[0] ?? "", COLUMNS, rows.slice(0, half).map(cellsOf));
  await sut.writeParquet(names[1] ?? "", COLUMNS, rows.slice(half).map(cellsOf));
  const relation = filesRelation("rows", `${name}-?.parquet`);
  return { relation, paths: names.map((file) => path.join(sut.root, file)) };
}

function planFor(spine: Case["spine"], files: Relation, rule: Rules, strategy: Strategy | null): PitPlan {
  const names = COLUMNS.map(({ name }) => name).join(", ");
  const relation: Relation = rule.isSelect
    ? { kind: "select", name: "chosen", sql: `SELECT DISTINCT ${names} FROM rows`, inputs: { rows: files } }
    : files;
  const ends = { tombstone: rule.hasTombstone ? "gone" : null, validTo: rule.hasEnd ? "until" : null };
  const group = groupOf("g", KEYS.slice(0, rule.keyCount), FEATURES, relation, {
    strict: rule.strict,
    nulls: rule.nulls,
    ttlSeconds: rule.ttlSeconds,
    ...ends,
    tieBreakColumns: [
      ...FEATURES.map(({ name }) => name),
      ...Object.values(ends).filter((column) => column !== null),
    ],
  });
  const rows = spine.map(({ keys, time }, i) => [...keys, text(time), String(i)]);
  return planOf(givenSpine(SPINE, rows), [group], strategy, 1_000_000, rule.knowledge);
}

async function engineAnswers(plan: PitPlan): Promise<ReferenceAnswer[]> {
  const result = await sut.run(plan);
  return result.rows.map((row, i) => {
    const source = result.sources[i]?.[0];
    if (!source) throw new Error("a row without its source");
    return { ...source, values: row.slice(SPINE.length) };
  });
}

function expected({ rows, spine }: Case, rule: Rules): ReferenceAnswer[] {
  const seen = rows.map((row) => ({
    ...row,
    keys: row.keys.slice(0, rule.keyCount),
    tombstone: rule.hasTombstone ? (row.tombstone ?? null) : null,
    validTo: rule.hasEnd ? (row.validTo ?? null) : null,
  }));
  return referenceJoin(
    spine.map((row) => ({ ...row, keys: row.keys.slice(0, rule.keyCount) })),
    rule.isSelect ? byValues(seen) : seen,
    rule.ttlSeconds,
    FEATURES.length,
    rule,
  );
}

describe.each(STRATEGIES)("%s", (strategy) => {
  it("R19: equals the slow reference whatever the rules: strict, nulls, knowledge, deletions, ends, TTL", async () => {
    const property = fc.asyncProperty(cases, rules, async (one, rule) => {
      const { relation } = await write(one.rows);
      expect(await engineAnswers(planFor(one.spine, relation, rule, strategy))).toEqual(expected(one, rule));
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 600_000);

  it("R19: a spine of 1 000 rows over 2 000 rows equals the reference, as known then and past nulls", async () => {
    const one = fixedCase(1000, 2000, 7);
    const { relation } = await write(one.rows);
    for (const nulls of ["latest_row", "latest_non_null"] as const) {
      const rule: Rules = {
        knowledge: "known",
        strict: nulls === "latest_row",
        nulls,
        ttlSeconds: TTL_SECONDS,
        hasTombstone: true,
        hasEnd: true,
        keyCount: 2,
        isSelect: false,
      };
      expect(await engineAnswers(planFor(one.spine, relation, rule, strategy))).toEqual(expected(one, rule));
    }
  });

  it("R19: rows from the future of every spine row change nothing; nor do, as known then, rows that are known later", async () => {
    const property = fc.asyncProperty(
      cases,
      rules,
      fc.array(featureRow, { maxLength: 20 }),
      async ({ rows, spine }, rule, extra) => {
        const last = spine.reduce((max, { time }) => (time !== null && time > max ? time : max), START);
        const later = extra.map((row, i) =>
          rule.knowledge === "known" && i % 2 === 0
            ? { ...row, created: last + 1n + BigInt(i) }
            : { ...row, event: last + 1n + BigInt(i) },
        );
        const before = await write(rows);
        const after = await write([...rows, ...later]);
        expect(await engineAnswers(planFor(spine, after.relation, rule, strategy))).toEqual(
          await engineAnswers(planFor(spine, before.relation, rule, strategy)),
        );
      },
    );
    await fc.assert(property, { numRuns: Math.ceil(RUNS / 4) });
  }, 600_000);
});

it("R19: wide groups, whose values are fetched by row number, equal the reference", async () => {
  const wide = Array.from({ length: 6 }, (_, i) =>
    FEATURES.map(({ name, type }) => ({ name: `${name}${i}`, column: name, type, output: `g__${name}${i}` })),
  ).flat();
  const property = fc.asyncProperty(cases, rules, async (one, random) => {
    const rule: Rules = { ...random, nulls: "latest_row", isSelect: false };
    const { relation } = await write(one.rows);
    const plan = planFor(one.spine, relation, rule, "asof");
    const groups = plan.groups.map((group) => ({ ...group, features: wide }));
    expect(await engineAnswers({ ...plan, groups })).toEqual(
      expected(one, rule).map((answer) => ({
        ...answer,
        values: Array.from({ length: 6 }, () => answer.values).flat(),
      })),
    );
  });
  await fc.assert(property, { numRuns: Math.ceil(RUNS / 2) });
}, 600_000);

describe("portable SQL", () => {
  it("R19: equals the slow reference whatever the rules", async () => {
    const property = fc.asyncProperty(cases, rules, async (one, rule) => {
      const { relation, paths } = await write(one.rows);
      const [answers] = await portableAnswers(planFor(one.spine, relation, rule, null), { rows: paths });
      expect(answers).toEqual(expected(one, rule));
    });
    await fc.assert(property, { numRuns: RUNS });
  }, 600_000);
});
