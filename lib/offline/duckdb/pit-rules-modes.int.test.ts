import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cell } from "@/lib/core/pit/cell";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import { STRATEGIES } from "@/lib/core/pit/strategy";
import { givenSpine, groupOf, type PitUnderTest, planOf, startPitUnderTest } from "./pit-under-test";
import { at, COLUMNS, KEY, SPINE, scenarios, VALUE } from "./scenarios-under-test";

let sut: PitUnderTest;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

const { relationOf, values } = scenarios(() => sut);

const ENDS = [...COLUMNS, { name: "gone", type: "bool" }, { name: "until", type: "timestamp" }];
const OTHER = { name: "w", type: "string" };

describe.each(STRATEGIES)("%s", (strategy) => {
  /** Runs one group; `rows` hold key, event, created, value and what `columns` says beyond. */
  async function run(
    rows: readonly Cell[][],
    spine: readonly Cell[][],
    more: Partial<PitGroup> = {},
    knowledge: PitPlan["knowledge"] = "event",
    columns = COLUMNS,
  ) {
    const features = columns.filter(({ name }) => ["v", "w"].includes(name));
    const group = groupOf("g", [KEY], features, await relationOf(rows, columns), more);
    const labelled = spine.map((row) => [...row, null].slice(0, SPINE.length));
    return sut.run(planOf(givenSpine(SPINE, labelled), [group], strategy, 1000, knowledge));
  }
  const known = async (rows: readonly Cell[][], spine: readonly Cell[][], more: Partial<PitGroup> = {}) =>
    (await run(rows, spine, more, "known")).rows.map((row) => row[3]);
  const times = (...clocks: string[]) => clocks.map((clock): Cell[] => ["a", at(clock)]);

  it("pit rule 1, option: strict leaves out a row at exactly the spine time and counts it a microsecond later", async () => {
    const rows = [
      ["a", at("09:00"), null, "1"],
      ["a", at("10:00"), null, "2"],
    ];
    const spine = [
      ["a", at("10:00")],
      ["a", at("10:00", 1)],
      ["a", at("09:00")],
    ];
    expect(await values(rows, spine, strategy, { strict: true })).toEqual(["1", "2", null]);
    expect(await values(rows, spine, strategy)).toEqual(["2", "2", "1"]);
  });

  it("pit rule 9: by event time a row that was written late counts, as known then it does not yet", async () => {
    const rows = [
      ["a", at("08:00"), at("08:00"), "1"],
      ["a", at("09:00"), at("12:00"), "2"],
    ];
    const spine = [...times("10:00", "12:00"), ["a", at("11:59")]];
    expect(await values(rows, spine, strategy)).toEqual(["2", "2", "2"]);
    expect(await known(rows, spine)).toEqual(["1", "2", "1"]);
  });

  it("pit rule 9: what becomes known late about an older time does not replace what is newer", async () => {
    const rows = [
      ["a", at("09:00"), at("09:30"), "newer"],
      ["a", at("08:00"), at("11:00"), "older"],
      ["a", at("09:00"), at("11:30"), "corrected"],
    ].map(([k = "", event = "", created = "", text = ""]): Cell[] => [k, event, created, null, text]);
    const columns = [...COLUMNS, OTHER];
    const found = await run(rows, times("10:00", "11:15", "11:30"), {}, "known", columns);
    expect(found.rows.map((row) => row[4])).toEqual(["newer", "newer", "corrected"]);
    expect(found.sources.map(([source]) => source?.createdTime)).toEqual([
      at("09:30"),
      at("09:30"),
      at("11:30"),
    ]);
  });

  it("pit rule 9: a row without created time is never used as known then, and is counted", async () => {
    const rows = [
      ["a", at("09:00"), null, "1"],
      ["a", at("08:00"), at("08:00"), "2"],
      ["b", at("09:00"), null, "3"],
    ];
    const found = await run(rows, times("10:00"), {}, "known");
    expect(found.rows[0]?.[3]).toBe("2");
    expect(found.warnings).toContainEqual({
      group: "g",
      code: "rows_never_known",
      count: 2,
      message: "2 rows of g without created: never used, nobody can tell when they became known.",
    });
    expect((await run(rows, times("10:00"))).warnings.map(({ code }) => code)).not.toContain(
      "rows_never_known",
    );
  });

  it("pit rules 1, 9: strict compares the event only: a row known at exactly the spine time counts", async () => {
    const rows = [
      ["a", at("09:00"), at("10:00"), "1"],
      ["a", at("10:00"), at("08:00"), "2"],
    ];
    const spine = [
      ["a", at("10:00")],
      ["a", at("10:00", 1)],
    ];
    expect(await known(rows, spine, { strict: true })).toEqual(["1", "2"]);
  });

  it("pit rule 18, option: each feature takes its newest row with a value, with the TTL of that row", async () => {
    const columns = [...COLUMNS, OTHER];
    const rows = [
      ["a", at("08:00"), null, "1", "old"],
      ["a", at("09:30"), at("09:31"), null, "new"],
      ["a", at("10:00"), null, null, null],
    ];
    const found = await run(
      rows,
      times("10:00", "10:30"),
      { nulls: "latest_non_null", ttlSeconds: 2 * 3600 },
      "event",
      columns,
    );
    expect(found.rows.map((row) => row.slice(3))).toEqual([
      ["1", "new"],
      [null, "new"],
    ]);
    const [first, second] = found.sources.map(([source]) => source);
    expect(first).toEqual({
      state: "FOUND",
      eventTime: at("10:00"),
      createdTime: null,
      ageMs: 0,
      features: [
        { state: "FOUND", eventTime: at("08:00"), createdTime: null, ageMs: 2 * 3_600_000 },
        { state: "FOUND", eventTime: at("09:30"), createdTime: at("09:31"), ageMs: 1_800_000 },
      ],
    });
    expect(second?.features?.[0]).toMatchObject({ state: "OUTSIDE_MAX_AGE", eventTime: at("08:00") });
    expect(found.groups[0]?.features.map(({ counts }) => counts)).toEqual([
      { PRESENT: 1, NULL_VALUE: 0, NOT_FOUND: 0, OUTSIDE_MAX_AGE: 1 },
      { PRESENT: 2, NULL_VALUE: 0, NOT_FOUND: 0, OUTSIDE_MAX_AGE: 0 },
    ]);
  });

  it("pit rule 18, option: a feature that never had a value is not found, though its entity is", async () => {
    const found = await run([["a", at("08:00"), null, null]], times("10:00"), { nulls: "latest_non_null" });
    expect(found.sources[0]?.[0]).toMatchObject({ state: "FOUND", features: [{ state: "NOT_FOUND" }] });
  });

  it("pit rule 23: one relation in two roles, each by its own spine column", async () => {
    const relation = await relationOf([
      ["a", at("09:00"), null, "1"],
      ["b", at("09:00"), null, "2"],
    ]);
    const origin = groupOf("load", [KEY], [VALUE], relation);
    const destination = groupOf("destination", [KEY], [VALUE], relation, {
      group: "load",
      keys: [{ name: "k", column: "k", spineColumn: "to", type: "string" }],
    });
    const columns = [...SPINE.slice(0, 2), { name: "to", type: "string", role: "key" as const }];
    const spine = givenSpine(columns, [
      ["a", at("10:00"), "b"],
      ["b", at("10:00"), "b"],
      ["a", at("10:00"), null],
    ]);
    const result = await sut.run(planOf(spine, [origin, destination], strategy));
    expect(result.columns.slice(3).map(({ name }) => name)).toEqual(["load__v", "destination__v"]);
    expect(result.rows.map((row) => row.slice(3))).toEqual([
      ["1", "2"],
      ["2", "2"],
      ["1", null],
    ]);
  });

  it("pit rule 25: after a tombstone there is nothing until the next row; null counts as false", async () => {
    const rows = [
      ["a", at("08:00"), null, "1", null, null],
      ["a", at("09:00"), null, "2", true, null],
      ["a", at("11:00"), null, "3", false, null],
    ];
    const found = await run(
      rows,
      times("08:30", "09:00", "10:00", "11:00"),
      { tombstone: "gone", ttlSeconds: 1800 },
      "event",
      ENDS,
    );
    expect(found.rows.map((row) => row[3])).toEqual(["1", null, null, "3"]);
    expect(found.sources.map(([source]) => [source?.state, source?.eventTime])).toEqual([
      ["FOUND", at("08:00")],
      ["DELETED", at("09:00")],
      ["DELETED", at("09:00")],
      ["FOUND", at("11:00")],
    ]);
    expect(found.groups[0]?.features[0]?.counts).toMatchObject({ PRESENT: 2, NOT_FOUND: 2 });
    expect(found.warnings.map(({ code }) => code)).not.toContain("nothing_found");
  });

  it("pit rules 18, 25: looking past nulls never looks past a tombstone", async () => {
    const rows = [
      ["a", at("08:00"), null, "1", false, null],
      ["a", at("09:00"), null, null, true, null],
      ["a", at("10:00"), null, null, false, null],
    ];
    const more = { tombstone: "gone", nulls: "latest_non_null" } as const;
    const found = await run(rows, times("08:30", "09:30", "10:30"), more, "event", ENDS);
    expect(found.rows.map((row) => row[3])).toEqual(["1", null, null]);
    expect(found.sources.map(([source]) => [source?.state, source?.features?.[0]?.state])).toEqual([
      ["FOUND", "FOUND"],
      ["DELETED", "DELETED"],
      ["FOUND", "DELETED"],
    ]);
  });

  it("pit rules 9, 25: a deletion counts as known then only once it is known", async () => {
    const rows = [
      ["a", at("08:00"), at("08:00"), "1", false, null],
      ["a", at("09:00"), at("11:00"), null, true, null],
    ];
    const found = await run(rows, times("10:00", "11:00"), { tombstone: "gone" }, "known", ENDS);
    expect(found.rows.map((row) => row[3])).toEqual(["1", null]);
  });

  it("a slowly changing table joins exactly: a row counts up to its valid_to, that moment left out", async () => {
    const rows = [
      ["a", at("08:00"), null, "1", null, at("09:00")],
      ["a", at("10:00"), null, "2", null, at("12:00")],
      ["a", at("12:00"), null, "3", null, null],
    ];
    const found = await run(
      rows,
      times("08:00", "08:59", "09:00", "09:30", "10:00", "12:00", "23:00"),
      { validTo: "until" },
      "event",
      ENDS,
    );
    expect(found.rows.map((row) => row[3])).toEqual(["1", "1", null, null, "2", "3", "3"]);
    expect(found.sources[2]?.[0]).toEqual({
      state: "ENDED",
      eventTime: at("08:00"),
      createdTime: null,
      ageMs: 3_600_000,
      endedAt: at("09:00"),
    });
  });

  it("pit rule 26: rows from after the present moment are pointed out, and never used before their time", async () => {
    const rows = [
      ["a", at("09:00"), null, "1"],
      ["a", "2999-01-01T00:00:00.000000Z", null, "2"],
    ];
    const found = await run(rows, times("10:00"));
    expect(found.rows[0]?.[3]).toBe("1");
    expect(found.warnings).toContainEqual({
      group: "g",
      code: "rows_after_now",
      count: 1,
      message: "1 row of g with event after the present moment: is a clock wrong?",
    });
    expect((await run(rows.slice(0, 1), times("10:00"))).warnings).toEqual([
      expect.objectContaining({ code: "null_created_time" }),
    ]);
  });

  it("a wide group gives the same values, fetched by row number, over several files and with ties", async () => {
    const wide = Array.from({ length: 20 }, (_, i) => ({ name: `c${i}`, type: "int64" }));
    const columns = [...COLUMNS.slice(0, 3), ...wide];
    const row = (key: string, clock: string, base: number): Cell[] => [
      key,
      at(clock),
      null,
      ...wide.map((_, i) => (i % 7 === 3 ? null : String(base + i))),
    ];
    for (const part of ["a", "b"]) {
      const base = part === "a" ? 0 : 1000;
      await sut.writeParquet(`wide-${strategy}-${part}.parquet`, columns, [
        row("a", "09:00", base),
        row("a", "09:00", base + 100),
        row("b", "08:00", base + 200),
      ]);
    }
    const relation = { ...(await relationOf([])), path: `wide-${strategy}-*.parquet` };
    const group = groupOf("g", [KEY], wide, relation, { ttlSeconds: 3600 });
    const spine = [
      ["a", at("09:30"), null],
      ["b", at("10:00"), null],
      ["c", at("10:00"), null],
      ["a", null, null],
    ];
    const result = await sut.run(planOf(givenSpine(SPINE, spine), [group], strategy));
    const nothing = wide.map(() => null);
    expect(result.rows.map((cells) => cells.slice(3))).toEqual([
      row("a", "09:00", 1100).slice(3),
      nothing,
      nothing,
      nothing,
    ]);
    expect(result.sources.map(([source]) => source?.state)).toEqual([
      "FOUND",
      "OUTSIDE_MAX_AGE",
      "NOT_FOUND",
      "NOT_FOUND",
    ]);
    if (strategy === "asof") expect(result.sql).toContain("n.* EXCLUDE");
  });
});

it("names what a group says of its rows and its data does not have", async () => {
  const relation = await relationOf([["a", at("10:00"), null, "1"]]);
  const group = groupOf("g", [KEY], [VALUE], relation, { tombstone: "v", validTo: "until" });
  const plan = planOf(givenSpine(SPINE, [["a", at("11:00"), null]]), [group], null);
  await expect(sut.run(plan)).rejects.toMatchObject({
    problems: [
      { path: "groups.g.valid_to", message: "g has no column until" },
      { path: "groups.g.tombstone", message: "v is int64, not true or false" },
    ],
  });
});
