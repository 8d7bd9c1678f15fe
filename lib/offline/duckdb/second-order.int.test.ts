import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitRollup } from "@/lib/core/pit/compute";
import type { PitGroup } from "@/lib/core/pit/plan";
import { type ReferenceRow, referenceJoin } from "@/lib/core/pit/reference";
import { referenceSecondOrder } from "@/lib/core/pit/reference-second-order";
import { referenceWindows } from "@/lib/core/pit/reference-windows";
import type { Relation } from "@/lib/core/pit/relation";
import { formatInstant } from "@/lib/core/time/instant";
import {
  filesRelation,
  givenSpine,
  groupOf,
  type PitUnderTest,
  planOf,
  startPitUnderTest,
} from "./pit-under-test";
import { typeNamed, WINDOW_KEY, WINDOW_SPINE, windowGroup, windowOf } from "./windows-under-test";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 100 : 4;
const START = 1_772_445_600_000_000n;
const MINUTE = 60_000_000n;
const TTL_SECONDS = 1200;
const NUMBER = typeNamed("int64");

type Fact = { key: Cell; event: bigint | null; value: Cell };
interface Case {
  /** member → state, state → nation, member → number, as rows in ingest order. */
  states: Fact[];
  nations: Fact[];
  numbers: Fact[];
  spine: { keys: Cell[]; time: bigint | null }[];
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(-1n, 0n, 0n, 1n))
  .map(([n, jitter]) => START + BigInt(n) * MINUTE + jitter);
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { freq: 8, nil: null });
const member = fc.constantFrom<Cell>("a", "b", "c", "d", null);
const state = fc.constantFrom<Cell>("x", "y", "z");
const facts = (key: fc.Arbitrary<Cell>, value: fc.Arbitrary<Cell>) =>
  fc.array(fc.record({ key, event: orNull(time), value: orNull(value) }), { maxLength: 25, size: "max" });
const cases: fc.Arbitrary<Case> = fc.record({
  states: facts(member, state),
  nations: facts(state, fc.constantFrom<Cell>("N", "M")),
  numbers: facts(member, fc.integer({ min: -3, max: 5 }).map(String)),
  spine: fc.array(fc.record({ keys: member.map((one) => [one]), time: orNull(time) }), {
    maxLength: 30,
    size: "max",
  }),
});

let sut: PitUnderTest;
let files = 0;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

async function write(rows: readonly Fact[], value: string): Promise<Relation> {
  const file = `facts-${++files}.parquet`;
  const columns = [WINDOW_KEY, { name: "event", type: "timestamp" }, { name: "v", type: value }];
  await sut.writeParquet(
    file,
    columns,
    rows.map((row) => [row.key, row.event === null ? null : formatInstant(row.event), row.value]),
  );
  return filesRelation("facts", file);
}

/** A group whose one feature `v` is the newest row's. */
function link(
  name: string,
  key: string,
  type: string,
  relation: Relation,
  more: Partial<PitGroup> = {},
): PitGroup {
  const feature: TypedColumn = { name: "v", type };
  const keys = [{ name: key, column: "k", spineColumn: key, type: "string" }];
  return groupOf(name, [], [feature], relation, { keys, createdTime: null, ...more });
}

function newest(rows: readonly Fact[], key: Cell, at: bigint, ttlSeconds: number | null): Cell {
  const all = rows.map(
    ({ key: one, event, value }): ReferenceRow => ({ keys: [one], event, created: null, values: [value] }),
  );
  return referenceJoin([{ keys: [key], time: at }], all, ttlSeconds, 1)[0]?.values[0] ?? null;
}

const FUNCTIONS: PitRollup["fn"][] = [
  "count",
  "exists",
  "sum",
  "mean",
  "min",
  "max",
  "stddev",
  "distinct",
  "mode",
  "collect_distinct",
];

async function rollupsOf(
  one: Case,
  path: (from: PitGroup[]) => PitGroup[],
  memberOf: (numbers: Relation) => PitGroup,
) {
  const toState = link("profile", "k", "string", await write(one.states, "string"));
  const toNation = link("states", "state", "string", await write(one.nations, "string"));
  const member = memberOf(await write(one.numbers, "int64"));
  const steps = path([toState, toNation]);
  const rollups = FUNCTIONS.map(
    (fn): PitRollup => ({ ...windowOf(fn), by: "parent", path: steps, memberPath: steps, member }),
  );
  const features = FUNCTIONS.map((fn): TypedColumn => {
    const type =
      fn === "exists"
        ? "bool"
        : fn === "mean" || fn === "stddev"
          ? "float64"
          : fn === "collect_distinct"
            ? "list<int64>"
            : "int64";
    return { name: fn, type };
  });
  return groupOf(
    "region",
    [WINDOW_KEY],
    features,
    { kind: "typed", name: "region", columns: [] },
    {
      eventTime: "event_time",
      createdTime: null,
      compute: { kind: "second_order", rollups },
      tieBreakColumns: [],
    },
  );
}

async function compare(
  one: Case,
  group: PitGroup,
  parentAt: (key: Cell, at: bigint) => Cell,
  valueAt: (key: Cell, at: bigint) => Cell,
) {
  const rows = one.spine.map(({ keys, time: at }) => [...keys, at === null ? null : formatInstant(at)]);
  const result = await sut.run(planOf(givenSpine(WINDOW_SPINE, rows), [group], null));
  const spine = one.spine.map(({ keys: [key = null], time: at }) => ({
    parent: key === null || at === null ? null : parentAt(key, at),
    time: at,
  }));
  for (const [f, fn] of FUNCTIONS.entries()) {
    const wanted = referenceSecondOrder<Cell>(
      spine,
      ["a", "b", "c", "d"],
      parentAt,
      valueAt,
      windowOf(fn),
      NUMBER,
    );
    for (const [i, reference] of wanted.entries()) {
      expect(result.rows[i]?.[WINDOW_SPINE.length + f], `${fn}, row ${i}`).toEqual(reference?.value ?? null);
      expect(result.sources[i]?.[0]?.state).toBe(reference === null ? "NOT_FOUND" : "FOUND");
      expect(result.sources[i]?.[0]?.aggregates?.[f]?.count).toBe(reference?.count ?? 0);
    }
  }
}

describe("second order", () => {
  it("pit rule 31: equals the slow reference over members' newest rows, TTL applied, one step up", async () => {
    const property = fc.asyncProperty(cases, async (one) => {
      const group = await rollupsOf(
        one,
        ([toState]) => (toState ? [toState] : []),
        (numbers) => link("numbers", "k", "int64", numbers, { ttlSeconds: TTL_SECONDS }),
      );
      const parentAt = (key: Cell, at: bigint) => newest(one.states, key, at, null);
      await compare(one, group, parentAt, (key, at) => newest(one.numbers, key, at, TTL_SECONDS));
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  }, 600_000);

  it("pit rules 28, 31: equals the slow reference over members' windows, two steps up, parents as of t", async () => {
    const columns = [WINDOW_KEY, { name: "v", type: "int64" }];
    const window = windowOf("sum", { column: "v", seconds: 600 });
    const property = fc.asyncProperty(cases, async (one) => {
      const group = await rollupsOf(
        one,
        (steps) => steps,
        (numbers) =>
          windowGroup(numbers, columns, [window], null, { createdTime: null, tieBreakColumns: [] }),
      );
      const parentAt = (key: Cell, at: bigint) => {
        const stateThen = newest(one.states, key, at, null);
        return stateThen === null ? null : newest(one.nations, stateThen, at, null);
      };
      const events = one.numbers.map(({ key, event, value }) => ({
        keys: [key],
        event,
        created: null,
        passes: true,
        value,
      }));
      await compare(
        one,
        group,
        parentAt,
        (key, at) =>
          referenceWindows([{ keys: [key], time: at }], events, window, NUMBER, "event")[0]?.value ?? null,
      );
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
  }, 600_000);
});
