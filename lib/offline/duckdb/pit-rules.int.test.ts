import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import type { Relation } from "@/lib/core/pit/relation";
import { statusOf } from "@/lib/core/pit/status";
import { STRATEGIES, type Strategy } from "@/lib/core/pit/strategy";
import {
  filesRelation,
  givenSpine,
  groupOf,
  type PitUnderTest,
  planOf,
  startPitUnderTest,
} from "./pit-under-test";

const KEY: TypedColumn = { name: "k", type: "string" };
const VALUE: TypedColumn = { name: "v", type: "int64" };
const COLUMNS = [KEY, { name: "event", type: "timestamp" }, { name: "created", type: "timestamp" }, VALUE];
const SPINE = [
  { ...KEY, role: "key" as const },
  { name: "t", type: "timestamp", role: "time" as const },
  { name: "label", type: "string", role: "extra" as const },
];
const DAY = 86_400;

let sut: PitUnderTest;
let files = 0;

beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

/** `at("10:00")` is that minute of one day; a fourth part adds microseconds. */
const at = (clock: string, micros = 0) => `2026-03-02T${clock}:00.${String(micros).padStart(6, "0")}Z`;

async function relationOf(rows: readonly Cell[][], columns = COLUMNS): Promise<Relation> {
  const file = `rows-${++files}.parquet`;
  await sut.writeParquet(file, columns, rows);
  return filesRelation("rows", file);
}

/** [value, status, event time, age] of the feature for each spine row. */
async function join(
  rows: readonly Cell[][],
  spine: readonly Cell[][],
  strategy: Strategy | null,
  more: Partial<PitGroup> = {},
) {
  const group = groupOf("g", [KEY], [VALUE], await relationOf(rows), more);
  return answers(
    planOf(
      givenSpine(
        SPINE,
        spine.map((row) => [...row, null].slice(0, 3)),
      ),
      [group],
      strategy,
    ),
  );
}

async function answers(plan: PitPlan) {
  const result = await sut.run(plan);
  const column = result.columns.findIndex((candidate) => candidate.role === "feature");
  return result.rows.map((row, i) => {
    const source = result.sources[i]?.[0];
    const value = row[column] ?? null;
    return {
      value,
      status: statusOf(source?.state ?? "NOT_FOUND", value),
      event: source?.eventTime ?? null,
      ageMs: source?.ageMs ?? null,
    };
  });
}

const values = async (...parameters: Parameters<typeof join>) =>
  (await join(...parameters)).map((answer) => answer.value);
const statuses = async (...parameters: Parameters<typeof join>) =>
  (await join(...parameters)).map((answer) => answer.status);

async function problemsOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return { code: error.code, problems: error.problems };
}

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

describe("sources", () => {
  const naive = [KEY, { name: "event", type: "timestamp_ntz" }, VALUE];

  async function naiveRelation(timezone: string | null): Promise<Relation> {
    const file = `naive-${++files}.parquet`;
    await sut.writeParquet(file, naive, [["a", "2026-11-01T01:30:00.000000", "1"]]);
    return filesRelation("rows", file, { timezone, times: ["event"] });
  }

  it("pit rule 16: naive event times are read in the declared zone, the second of a repeated hour", async () => {
    const group = groupOf("g", [KEY], [VALUE], await naiveRelation("America/New_York"), {
      createdTime: null,
    });
    const [answer] = await answers(
      planOf(givenSpine(SPINE, [["a", "2026-11-02T00:00:00Z", null]]), [group], null),
    );
    expect(answer?.event).toBe("2026-11-01T06:30:00.000000Z");
  });

  it("pit rule 16: naive event times without a declared zone are refused, naming the field", async () => {
    const group = groupOf("g", [KEY], [VALUE], await naiveRelation(null), { createdTime: null });
    const { code, problems } = await problemsOf(
      sut.run(planOf(givenSpine(SPINE, [["a", at("11:00"), null]]), [group], null)),
    );
    expect(code).toBe("INVALID");
    expect(problems).toMatchObject([
      { path: "groups.g.event_time", message: "event has no time zone (timestamp_ntz)" },
    ]);
  });

  it("pit rule 17: the machine's time zone changes nothing", async () => {
    const before = process.env.TZ;
    const rows = [["a", at("10:00"), at("10:05"), "1"]];
    const here = await join(rows, [["a", at("11:00")]], null);
    try {
      process.env.TZ = "Asia/Jakarta";
      expect(await join(rows, [["a", at("11:00")]], null)).toEqual(here);
    } finally {
      process.env.TZ = before;
      if (before === undefined) delete process.env.TZ;
    }
  });

  it("pit rule 14: a text column is no int64 key, and nothing is cast behind your back", async () => {
    const key = { name: "k", type: "int64" };
    const group = groupOf("g", [key], [VALUE], await relationOf([["1", at("10:00"), null, "1"]]));
    const spine = givenSpine([{ ...key, role: "key" }, ...SPINE.slice(1)], [["1", at("11:00"), null]]);
    const { problems } = await problemsOf(sut.run(planOf(spine, [group], null)));
    expect(problems).toMatchObject([
      { path: "groups.g.keys.k", message: "is string in the data, declared is int64" },
    ]);
  });

  it("pit rule 14: an int32 column matches an int64 key, because nothing is lost", async () => {
    const key = { name: "k", type: "int64" };
    const relation = await relationOf(
      [[5, at("10:00"), null, "1"]],
      [{ name: "k", type: "int32" }, ...COLUMNS.slice(1)],
    );
    const spine = givenSpine([{ ...key, role: "key" }, ...SPINE.slice(1)], [["5", at("11:00"), null]]);
    expect((await answers(planOf(spine, [groupOf("g", [key], [VALUE], relation)], null)))[0]?.value).toBe(
      "1",
    );
  });

  it("names a column that the group does not have", async () => {
    const group = groupOf(
      "g",
      [KEY],
      [{ name: "gone", type: "int64" }],
      await relationOf([["a", at("10:00"), null, "1"]]),
    );
    const { problems } = await problemsOf(
      sut.run(planOf(givenSpine(SPINE, [["a", at("11:00"), null]]), [group], null)),
    );
    expect(problems[0]).toMatchObject({ path: "groups.g.features.gone", message: "g has no column gone" });
  });

  it("returns as many rows as asked for and counts them all", async () => {
    const group = groupOf(
      "g",
      [KEY],
      [VALUE],
      await relationOf([
        ["a", at("10:00"), null, "1"],
        ["b", at("10:00"), null, null],
      ]),
      { ttlSeconds: 7200 },
    );
    const spine = [
      ["a", at("11:00")],
      ["a", at("13:00")],
      ["b", at("11:00")],
      ["c", at("11:00")],
      ["a", null],
    ].map((row) => [...row, null]);
    const result = await sut.run(planOf(givenSpine(SPINE, spine), [group], null, 2));
    expect(result).toMatchObject({ rowCount: 5, isTruncated: true });
    expect(result.rows).toHaveLength(2);
    expect(result.groups[0]?.features[0]?.counts).toEqual({
      PRESENT: 1,
      NULL_VALUE: 1,
      NOT_FOUND: 2,
      OUTSIDE_MAX_AGE: 1,
    });
    expect(result.warnings.map((warning) => [warning.code, warning.count])).toEqual([
      ["null_spine_time", 1],
      ["null_created_time", 2],
    ]);
  });

  it("shows the statements without values of the spine and without absolute paths", async () => {
    const group = groupOf("g", [KEY], [VALUE], await relationOf([["a", at("10:00"), null, "1"]]));
    const { sql } = await sut.run(
      planOf(givenSpine(SPINE, [["it's secret", at("11:00"), "x"]]), [group], null),
    );
    expect(sql).not.toContain("secret");
    expect(sql).not.toContain(sut.root);
    expect(sql).toContain("ASOF JOIN");
  });

  it("reads CSV rows in file order and empty fields as nulls", async () => {
    await writeFile(
      path.join(sut.root, "ties.csv"),
      'k,event,v\na,2026-03-02T10:00:00Z,1\na,2026-03-02T10:00:00Z,2\n"",2026-03-02T10:00:00Z,3\n',
    );
    const relation = filesRelation("rows", "ties.csv", { format: "csv" });
    const group = groupOf("g", [KEY], [VALUE], relation, { createdTime: null });
    const found = await answers(
      planOf(
        givenSpine(SPINE, [
          ["a", at("11:00"), null],
          ["", at("11:00"), null],
        ]),
        [group],
        null,
      ),
    );
    expect(found.map((answer) => answer.value)).toEqual(["2", "3"]);
  });
});
