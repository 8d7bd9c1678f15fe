import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitWindow } from "@/lib/core/pit/compute";
import { WINDOW_STRATEGIES } from "@/lib/core/pit/window-strategy";
import { filesRelation, type PitUnderTest, startPitUnderTest } from "./pit-under-test";
import { WINDOW_KEY, windowAnswers, windowGroup, windowOf } from "./windows-under-test";

const COLUMNS: TypedColumn[] = [
  WINDOW_KEY,
  { name: "event", type: "timestamp" },
  { name: "created", type: "timestamp" },
  { name: "n", type: "int64" },
];
const DAY = 86_400;

let sut: PitUnderTest;
let files = 0;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

const at = (time: string) => `2026-03-${time}.000000Z`;

describe.each(WINDOW_STRATEGIES)("%s", (strategy) => {
  async function values(rows: Cell[][], windows: PitWindow[], spine: [Cell, string | null][]) {
    const file = `rules-${++files}.parquet`;
    await sut.writeParquet(file, COLUMNS, rows);
    const group = windowGroup(filesRelation("rows", file), COLUMNS, windows, strategy);
    const answers = await windowAnswers(
      sut,
      group,
      spine.map(([key, time]) => ({ keys: [key], time })),
    );
    return answers.map((feature) => feature.map(({ value }) => value));
  }

  it("pit rule 28: an event later the same day never counts, and a day is 24 hours, not a calendar day", async () => {
    const rows = [
      ["a", at("01T23:59:00"), null, "1"],
      ["a", at("02T00:01:00"), null, "10"],
      ["a", at("02T23:59:00"), null, "100"],
    ];
    const sum = windowOf("sum", { column: "n", seconds: DAY });
    expect(
      await values(
        rows,
        [sum],
        [
          ["a", at("02T00:00:00")],
          ["a", at("02T00:01:00")],
          ["a", at("02T23:58:59")],
          ["a", at("02T23:59:00")],
        ],
      ),
    ).toEqual([["1", "11", "11", "110"]]);
  });

  it("pit rule 29: the interval is the one that is written, at both ends", async () => {
    const rows = [
      ["a", at("01T00:00:00"), null, "1"],
      ["a", at("08T00:00:00"), null, "10"],
    ];
    const windows = (["(]", "[)"] as const).map((bounds) =>
      windowOf("sum", { column: "n", seconds: 7 * DAY, bounds }),
    );
    expect(await values(rows, windows, [["a", at("08T00:00:00")]])).toEqual([["10"], ["1"]]);
  });

  it("pit rule 30: nothing to compute from is 0 for count, false for exists, null for a mean, or what empty says", async () => {
    const windows = [
      windowOf("count"),
      windowOf("distinct", { column: "n" }),
      windowOf("exists"),
      windowOf("mean", { column: "n" }),
      windowOf("sum", { column: "n", empty: "0" }),
    ];
    const nothing = ["0", "0", false, null, "0"].map((value) => [value]);
    expect(await values([["a", at("01T00:00:00"), null, "1"]], windows, [["b", at("02T00:00:00")]])).toEqual(
      nothing,
    );
    expect(await values([], windows, [["a", at("02T00:00:00")]])).toEqual(nothing);
  });

  it("pit rule 13: without a key or a time nothing is computed, not even a count", async () => {
    const rows = [[null, at("01T00:00:00"), null, "1"]];
    expect(
      await values(
        rows,
        [windowOf("count")],
        [
          [null, at("02T00:00:00")],
          ["a", null],
        ],
      ),
    ).toEqual([[null, null]]);
  });

  it("counts rows with equal keys and times as the separate events that they are", async () => {
    const rows = [1, 2].map((n) => ["a", at("01T00:00:00"), at("01T00:00:00"), String(n)]);
    const windows = [
      windowOf("count"),
      windowOf("last", { column: "n" }),
      windowOf("first", { column: "n" }),
    ];
    expect(await values(rows, windows, [["a", at("01T00:00:00")]])).toEqual([["2"], ["2"], ["1"]]);
  });

  it("R20: a sum that does not fit int64 fails by the feature's name, one that fits keeps every digit", async () => {
    const big = "9007199254740993";
    const rows = [big, big, "1"].map((n, i) => ["a", at(`01T00:0${i}:00`), null, n]);
    const sum = windowOf("sum", { column: "n" });
    const mean = windowOf("mean", { column: "n", seconds: 180 });
    expect(await values(rows, [sum, mean], [["a", at("01T00:02:00")]])).toEqual([
      ["18014398509481987"],
      [6004799503160662],
    ]);
    const max = "9223372036854775807";
    const over = [max, "1"].map((n) => ["a", at("01T00:00:00"), null, n]);
    const failed = await values(over, [sum], [["a", at("01T00:02:00")]]).catch((error: unknown) => error);
    if (!(failed instanceof AppError)) throw new Error("it did not fail");
    expect(failed.problems).toEqual([
      expect.objectContaining({
        path: "groups.w.features.f0",
        message: "its sum does not fit for 1 spine rows",
      }),
    ]);
  });

  it("refuses a condition that is none", async () => {
    const windows = [windowOf("count", { where: "n > (SELECT 1)) OR (true" })];
    await expect(
      values([["a", at("01T00:00:00"), null, "1"]], windows, [["a", at("02T00:00:00")]]),
    ).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "groups.w.where" }],
    });
  });
});
