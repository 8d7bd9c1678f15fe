import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cell } from "@/lib/core/pit/cell";
import type { Relation } from "@/lib/core/pit/relation";
import { STRATEGIES } from "@/lib/core/pit/strategy";
import {
  filesRelation,
  givenSpine,
  groupOf,
  type PitUnderTest,
  planOf,
  startPitUnderTest,
} from "./pit-under-test";
import { at, COLUMNS, KEY, SPINE, scenarios, VALUE } from "./scenarios-under-test";

const DAY = 86_400;

let sut: PitUnderTest;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

const { relationOf, answers, join, values, statuses } = scenarios(() => sut);

describe.each(STRATEGIES)("%s", (strategy) => {
  it("pit rule 1: a row at exactly the spine time counts, one microsecond later does not", async () => {
    const rows = [
      ["a", at("10:00"), null, "1"],
      ["a", at("10:00", 1), null, "2"],
    ];
    expect(
      await values(
        rows,
        [
          ["a", at("10:00")],
          ["a", at("10:00", 1)],
        ],
        strategy,
      ),
    ).toEqual(["1", "2"]);
  });

  it("pit rule 2: the TTL includes its lower end, one microsecond older is too old", async () => {
    const rows = [["a", at("10:00"), null, "1"]];
    const spine = [
      ["a", at("11:00")],
      ["a", at("11:00", 1)],
    ];
    expect(await statuses(rows, spine, strategy, { ttlSeconds: 3600 })).toEqual([
      "PRESENT",
      "OUTSIDE_MAX_AGE",
    ]);
  });

  it("pit rule 4: the TTL counts back from the spine time, not from today", async () => {
    const rows = [["a", "1999-01-01T00:00:00Z", null, "1"]];
    expect(await values(rows, [["a", "1999-01-01T12:00:00Z"]], strategy, { ttlSeconds: DAY })).toEqual(["1"]);
  });

  it("pit rule 5: when the newest row is too old its age is shown and no older row is tried", async () => {
    const rows = [
      ["a", at("08:00"), null, "1"],
      ["a", at("09:00"), null, "2"],
    ];
    const [answer] = await join(rows, [["a", at("12:00")]], strategy, { ttlSeconds: 3600 });
    expect(answer).toEqual({
      value: null,
      status: "OUTSIDE_MAX_AGE",
      event: at("09:00"),
      ageMs: 3 * 3_600_000,
    });
  });

  it("pit rule 6: among equal event times the greatest created time wins, then the last row, in 100 runs of 100", async () => {
    const created = [
      ["a", at("10:00"), at("10:05"), "1"],
      ["a", at("10:00"), at("10:09"), "2"],
      ["a", at("10:00"), at("10:07"), "3"],
    ];
    expect(await values(created, [["a", at("11:00")]], strategy)).toEqual(["2"]);
    const equal = Array.from({ length: 500 }, (_, i) => ["a", at("10:00"), at("10:05"), String(i)]);
    const plan = planOf(
      givenSpine(SPINE, [["a", at("11:00"), null]]),
      [groupOf("g", [KEY], [VALUE], await relationOf(equal))],
      strategy,
    );
    for (let run = 0; run < 100; run++) expect((await answers(plan))[0]?.value).toBe("499");
  });

  it("pit rule 6: files are ordered by path, so the last row of the last file wins", async () => {
    await sut.writeParquet(`order-${strategy}-b.parquet`, COLUMNS, [
      ["a", at("10:00"), null, "20"],
      ["a", at("10:00"), null, "21"],
    ]);
    await sut.writeParquet(`order-${strategy}-a.parquet`, COLUMNS, [
      ["a", at("10:00"), null, "10"],
      ["a", at("10:00"), null, "11"],
    ]);
    const group = groupOf("g", [KEY], [VALUE], filesRelation("rows", `order-${strategy}-*.parquet`));
    expect(
      (await answers(planOf(givenSpine(SPINE, [["a", at("11:00"), null]]), [group], strategy)))[0]?.value,
    ).toBe("21");
  });

  it("pit rule 7: ties on event and created time never multiply spine rows", async () => {
    const rows = Array.from({ length: 50 }, (_, i) => ["a", at("10:00"), at("10:05"), String(i)]);
    expect(
      await values(
        rows,
        [
          ["a", at("11:00")],
          ["a", at("12:00")],
        ],
        strategy,
      ),
    ).toEqual(["49", "49"]);
  });

  it("pit rule 8: a row without created time is usable and loses against one that has it", async () => {
    expect(await values([["a", at("10:00"), null, "1"]], [["a", at("11:00")]], strategy)).toEqual(["1"]);
    const rows = [
      ["a", at("10:00"), at("10:05"), "1"],
      ["a", at("10:00"), null, "2"],
    ];
    expect(await values(rows, [["a", at("11:00")]], strategy)).toEqual(["1"]);
  });

  it("pit rule 10: two spine rows with equal key and time but different labels both come out", async () => {
    const group = groupOf("g", [KEY], [VALUE], await relationOf([["a", at("10:00"), null, "1"]]));
    const spine = [
      ["a", at("11:00"), "yes"],
      ["a", at("11:00"), "no"],
    ];
    const { rows } = await sut.run(planOf(givenSpine(SPINE, spine), [group], strategy));
    expect(rows).toEqual([
      ["a", at("11:00"), "yes", "1"],
      ["a", at("11:00"), "no", "1"],
    ]);
  });

  it("pit rule 11: exact duplicates in the spine are all kept", async () => {
    const spine = Array.from({ length: 65 }, () => ["a", at("11:00")]);
    expect(await values([["a", at("10:00"), null, "1"]], spine, strategy)).toEqual(
      Array.from({ length: 65 }, () => "1"),
    );
  });

  it("pit rule 12: composite keys are compared part by part, never glued together", async () => {
    const keys = [
      { name: "x", type: "string" },
      { name: "y", type: "string" },
    ];
    const relation = await relationOf(
      [
        ["1", "23", at("10:00"), null, "1"],
        ["12", "3", at("10:00"), null, "2"],
      ],
      [...keys, ...COLUMNS.slice(1)],
    );
    const columns = [...keys.map((key) => ({ ...key, role: "key" as const })), ...SPINE.slice(1)];
    const spine = givenSpine(columns, [
      ["12", "3", at("11:00"), null],
      ["1", "23", at("11:00"), null],
      ["123", "", at("11:00"), null],
    ]);
    const found = await answers(planOf(spine, [groupOf("g", keys, [VALUE], relation)], strategy));
    expect(found.map((answer) => answer.value)).toEqual(["2", "1", null]);
  });

  it("pit rule 13: a null key finds nothing, not even a row with a null key", async () => {
    const rows = [
      [null, at("10:00"), null, "1"],
      ["a", at("10:00"), null, "2"],
    ];
    expect(
      await statuses(
        rows,
        [
          [null, at("11:00")],
          ["a", at("11:00")],
        ],
        strategy,
      ),
    ).toEqual(["NOT_FOUND", "PRESENT"]);
  });

  it("pit rule 13: a null in one part of a composite key finds nothing, also when many rows are sorted", async () => {
    const keys = [KEY, { name: "m", type: "int32" }];
    const columns = [...keys, ...COLUMNS.slice(1)];
    const relation = await relationOf([["a", null, at("10:00"), null, "1"]], columns);
    const spine = Array.from({ length: 65 }, (_, i): Cell[] => ["a", i === 40 ? null : i, at("11:00")]);
    const spineColumns = [...keys.map((key) => ({ ...key, role: "key" as const })), ...SPINE.slice(1, 2)];
    const found = await answers(
      planOf(givenSpine(spineColumns, spine), [groupOf("g", keys, [VALUE], relation)], strategy),
    );
    expect(found.map((answer) => answer.status)).toEqual(spine.map(() => "NOT_FOUND"));
  });

  it("a spine row without a time finds nothing, whatever the strategy", async () => {
    const rows = [["a", at("10:00"), null, "1"]];
    expect(
      await statuses(
        rows,
        [
          ["a", null],
          ["a", at("11:00")],
        ],
        strategy,
      ),
    ).toEqual(["NOT_FOUND", "PRESENT"]);
    expect(await statuses(rows, [["a", null]], strategy)).toEqual(["NOT_FOUND"]);
  });

  it("pit rule 14: int64 keys beyond 2^53 stay apart", async () => {
    const key = { name: "k", type: "int64" };
    const columns = [key, ...COLUMNS.slice(1)];
    const relation = await relationOf(
      [
        ["9007199254740993", at("10:00"), null, "1"],
        ["9007199254740992", at("10:00"), null, "2"],
      ],
      columns,
    );
    const spine = givenSpine(
      [{ ...key, role: "key" }, ...SPINE.slice(1)],
      [["9007199254740993", at("11:00"), null]],
    );
    expect((await answers(planOf(spine, [groupOf("g", [key], [VALUE], relation)], strategy)))[0]?.value).toBe(
      "1",
    );
  });

  it("pit rule 18: a null in the newest row stays null, older values are not looked up", async () => {
    const rows = [
      ["a", at("09:00"), null, "1"],
      ["a", at("10:00"), null, null],
    ];
    const [answer] = await join(rows, [["a", at("11:00")]], strategy);
    expect(answer).toEqual({ value: null, status: "NULL_VALUE", event: at("10:00"), ageMs: 3_600_000 });
  });

  it("pit rule 19: a spine row of an unknown entity is kept, with nulls", async () => {
    expect(await statuses([["a", at("10:00"), null, "1"]], [["nobody", at("11:00")]], strategy)).toEqual([
      "NOT_FOUND",
    ]);
  });

  it("pit rule 20: before the first event there is nothing", async () => {
    expect(await statuses([["a", at("10:00"), null, "1"]], [["a", at("09:00")]], strategy)).toEqual([
      "NOT_FOUND",
    ]);
  });

  it("pit rule 21: groups with other keys and TTLs are joined to the same spine, each by its own", async () => {
    const other = { name: "m", type: "int32" };
    const first = groupOf("g", [KEY], [VALUE], await relationOf([["a", at("10:00"), null, "1"]]), {
      ttlSeconds: 60,
    });
    const second = groupOf(
      "h",
      [KEY, other],
      [VALUE],
      await relationOf([["a", 7, at("10:00"), null, "2"]], [KEY, other, ...COLUMNS.slice(1)]),
    );
    const spine = givenSpine(
      [...SPINE, { ...other, role: "key" }],
      [
        ["a", at("11:00"), null, 7],
        ["a", at("10:00"), null, 8],
      ],
    );
    const { rows, sources, columns } = await sut.run(planOf(spine, [first, second], strategy));
    expect(columns.map((column) => column.name)).toEqual(["k", "t", "label", "m", "g__v", "h__v"]);
    expect(rows.map((row) => row.slice(4))).toEqual([
      [null, "2"],
      ["1", null],
    ]);
    expect(sources.map((row) => row.map((source) => source.state))).toEqual([
      ["OUTSIDE_MAX_AGE", "FOUND"],
      ["FOUND", "NOT_FOUND"],
    ]);
  });

  it("pit rule 24: spine columns and features may have any name, also those of the engine's own columns", async () => {
    const names = ["row_id", "time_us", "event_us", "state", "k_1", "f_1", "tile", "s", "f", "spine"];
    const columns = [KEY, ...COLUMNS.slice(1, 3), ...names.map((name) => ({ name, type: "int64" }))];
    const relation = await relationOf([["a", at("10:00"), null, ...names.map((_, i) => String(i))]], columns);
    const features = names.map((name) => ({ name, type: "int64" }));
    const extra = names.map((name) => ({ name, type: "string", role: "extra" as const }));
    const spine = givenSpine([...SPINE.slice(0, 2), ...extra], [["a", at("11:00"), ...names]]);
    const { rows, columns: found } = await sut.run(
      planOf(spine, [groupOf("g", [KEY], features, relation)], strategy),
    );
    expect(found.map((column) => column.name)).toEqual([
      "k",
      "t",
      ...names,
      ...names.map((name) => `g__${name}`),
    ]);
    expect(rows).toEqual([["a", at("11:00"), ...names, ...names.map((_, i) => String(i))]]);
  });

  it("pit rule 36: every cell says which row it came from: event time, created time, age to the microsecond", async () => {
    const group = groupOf("g", [KEY], [VALUE], await relationOf([["a", at("10:00"), at("10:05", 7), "1"]]));
    const { sources } = await sut.run(
      planOf(givenSpine(SPINE, [["a", at("10:01", 3), null]]), [group], strategy),
    );
    expect(sources[0]).toEqual([
      { state: "FOUND", eventTime: at("10:00"), createdTime: at("10:05", 7), ageMs: 60_000.003 },
    ]);
  });

  it("joins the result of a SELECT with ties decided by its values, the same way each time", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [
      "a",
      at("10:00"),
      null,
      i % 50 === 0 ? null : String(i),
    ]);
    const relation: Relation = {
      kind: "select",
      name: "s",
      sql: "SELECT * FROM rows",
      inputs: { rows: await relationOf(rows) },
    };
    const distinct: Relation = { ...relation, sql: "SELECT DISTINCT k, event, created, v FROM rows" };
    for (const one of [relation, distinct]) {
      const plan = planOf(
        givenSpine(SPINE, [["a", at("11:00"), null]]),
        [groupOf("g", [KEY], [VALUE], one)],
        strategy,
      );
      for (let run = 0; run < 10; run++) expect((await answers(plan))[0]?.value).toBe("199");
    }
  });
});
