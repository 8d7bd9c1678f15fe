import { describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/core/time/instant";
import { type ReferenceRow, referenceJoin } from "./reference";

const HOUR = 3_600_000_000n;
const row = (
  event: bigint | null,
  value: string,
  created: bigint | null = null,
  key: string | null = "a",
): ReferenceRow => ({ keys: [key], event, created, values: [value] });
const ask = (
  rows: ReferenceRow[],
  time: bigint | null,
  ttl: number | null = null,
  key: string | null = "a",
) => {
  const [answer] = referenceJoin([{ keys: [key], time }], rows, ttl, 1);
  return answer;
};

// The oracle is checked by hand here; everything else is checked against it.
describe("referenceJoin", () => {
  it("takes the newest row at or before the time", () => {
    const rows = [row(2n * HOUR, "b"), row(1n * HOUR, "a"), row(3n * HOUR, "c")];
    expect(ask(rows, 2n * HOUR)).toEqual({
      state: "FOUND",
      eventTime: formatInstant(2n * HOUR),
      createdTime: null,
      ageMs: 0,
      values: ["b"],
    });
  });

  it("finds nothing before the first row, without a time, without a key, and never joins null to null", () => {
    expect(ask([row(HOUR, "a")], HOUR - 1n)?.state).toBe("NOT_FOUND");
    expect(ask([row(HOUR, "a")], null)?.state).toBe("NOT_FOUND");
    expect(ask([row(HOUR, "a", null, null)], HOUR, null, null)?.state).toBe("NOT_FOUND");
    expect(ask([row(null, "a")], HOUR)?.state).toBe("NOT_FOUND");
  });

  it("includes the TTL's lower end", () => {
    expect(ask([row(0n, "a")], HOUR, 3600)?.state).toBe("FOUND");
    expect(ask([row(0n, "a")], HOUR + 1n, 3600)).toEqual({
      state: "OUTSIDE_MAX_AGE",
      eventTime: formatInstant(0n),
      createdTime: null,
      ageMs: 3_600_000.001,
      values: [null],
    });
  });

  it("breaks ties by created time, null lowest, then by order", () => {
    expect(ask([row(0n, "a", 5n), row(0n, "b", 9n), row(0n, "c", 7n)], HOUR)?.values).toEqual(["b"]);
    expect(ask([row(0n, "a", -5n), row(0n, "b", null)], HOUR)?.values).toEqual(["a"]);
    expect(ask([row(0n, "a", 5n), row(0n, "b", 5n)], HOUR)?.values).toEqual(["b"]);
    expect(ask([row(0n, "a"), row(0n, "b")], HOUR)?.values).toEqual(["b"]);
  });

  it("pit rule 1: strict leaves out a row at the time itself", () => {
    const [answer] = referenceJoin([{ keys: ["a"], time: HOUR }], [row(HOUR, "b"), row(0n, "a")], null, 1, {
      strict: true,
    });
    expect(answer?.values).toEqual(["a"]);
  });

  it("pit rule 9: as known then, rows count once they are known, and never without a created time", () => {
    const rows = [row(0n, "a", 0n), row(1n, "late", 2n * HOUR), row(2n, "never")];
    const spine = [
      { keys: ["a"], time: HOUR },
      { keys: ["a"], time: 2n * HOUR },
    ];
    const answers = referenceJoin(spine, rows, null, 1, { knowledge: "known" });
    expect(answers.map(({ values }) => values[0])).toEqual(["a", "late"]);
  });

  it("pit rules 18, 25: each feature takes its newest value, but none from before a tombstone", () => {
    const rows: ReferenceRow[] = [
      { keys: ["a"], event: 0n, created: null, values: ["a", null] },
      { keys: ["a"], event: 1n, created: null, values: [null, "b"] },
      { keys: ["a"], event: HOUR, created: null, values: ["gone", null], tombstone: true },
      { keys: ["a"], event: 2n * HOUR, created: null, values: ["c", null] },
    ];
    const answers = referenceJoin(
      [1n, HOUR, 2n * HOUR].map((time) => ({ keys: ["a"], time })),
      rows,
      null,
      2,
      { nulls: "latest_non_null" },
    );
    expect(answers.map(({ values }) => values)).toEqual([
      ["a", "b"],
      [null, null],
      ["c", null],
    ]);
    expect(answers.map(({ features }) => features?.map(({ state }) => state))).toEqual([
      ["FOUND", "FOUND"],
      ["DELETED", "DELETED"],
      ["FOUND", "DELETED"],
    ]);
  });

  it("a row stops counting at its end, and then shows when it did", () => {
    const ended = { ...row(0n, "a"), validTo: HOUR };
    expect(ask([ended], HOUR - 1n)?.state).toBe("FOUND");
    expect(ask([ended], HOUR)).toMatchObject({
      state: "ENDED",
      values: [null],
      endedAt: formatInstant(HOUR),
    });
  });

  it("answers every spine row once, in order", () => {
    const spine = [
      { keys: ["a"], time: HOUR },
      { keys: ["b"], time: HOUR },
      { keys: ["a"], time: HOUR },
    ];
    expect(referenceJoin(spine, [row(0n, "x")], null, 1).map((answer) => answer.values[0])).toEqual([
      "x",
      null,
      "x",
    ]);
  });
});
