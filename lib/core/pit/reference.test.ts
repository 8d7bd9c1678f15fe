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
