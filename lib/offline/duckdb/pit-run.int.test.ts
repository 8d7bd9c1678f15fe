import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import type { Relation } from "@/lib/core/pit/relation";
import {
  filesRelation,
  givenSpine,
  groupOf,
  type PitUnderTest,
  planOf,
  startPitUnderTest,
} from "./pit-under-test";
import { at, COLUMNS, KEY, SPINE, scenarios, VALUE } from "./scenarios-under-test";

let sut: PitUnderTest;
let files = 0;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

const { relationOf, answers, join } = scenarios(() => sut);

async function problemsOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return { code: error.code, problems: error.problems };
}

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
  expect((await answers(planOf(spine, [groupOf("g", [key], [VALUE], relation)], null)))[0]?.value).toBe("1");
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
