import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/core/time/instant";
import { referenceJoin } from "./reference";
import { judgeCandidates } from "./xray";

const HOUR = 3_600_000_000n;
const row = (event: bigint, created: bigint | null = null) => ({
  event: event * HOUR,
  created: created && created * HOUR,
});
const at = (time: bigint, ttlSeconds: number | null = null, knowledge: "event" | "known" = "event") => ({
  time: time * HOUR,
  ttlSeconds,
  knowledge,
});

describe("judgeCandidates", () => {
  it("names the reason each row lost", () => {
    const rows = [row(6n), row(5n, 9n), row(5n, 7n), row(5n, 7n), row(5n), row(4n), row(1n)];
    expect(judgeCandidates(rows, at(5n, 3 * 3600))).toEqual([
      "later",
      "chosen",
      "tie_created",
      "tie_created",
      "tie_created",
      "older",
      "expired",
    ]);
    expect(judgeCandidates([row(5n, 7n), row(5n, 7n)], at(5n))).toEqual(["chosen", "tie_written"]);
    expect(judgeCandidates([row(5n), row(5n)], at(5n))).toEqual(["chosen", "tie_written"]);
  });

  it("chooses nothing when the newest row is too old, and includes both ends of the TTL", () => {
    expect(judgeCandidates([row(1n), row(0n)], at(5n, 3600))).toEqual(["expired", "expired"]);
    expect(judgeCandidates([row(4n)], at(5n, 3600))).toEqual(["chosen"]);
    expect(judgeCandidates([row(5n)], at(5n, 3600))).toEqual(["chosen"]);
    expect(judgeCandidates([], at(5n))).toEqual([]);
  });

  it("in mode known, a row that was not known then loses, and so does one that does not say", () => {
    const rows = [row(5n, 9n), row(4n), row(3n, 5n), row(3n, 4n)];
    expect(judgeCandidates(rows, at(5n, null, "known"))).toEqual([
      "unknown",
      "unknown",
      "chosen",
      "tie_created",
    ]);
  });

  it("chooses the row that the reference chooses, whatever the rows", () => {
    const time = fc.bigInt({ min: 0n, max: 6n });
    const rowOf = fc.record({ event: time, created: fc.option(time) });
    fc.assert(
      fc.property(
        fc.array(rowOf, { maxLength: 8 }),
        time,
        fc.option(fc.integer({ min: 1, max: 4 })),
        (rows, t, ttl) => {
          const given = rows.map((one, i) => ({ ...row(one.event, one.created), i }));
          const [answer] = referenceJoin(
            [{ keys: ["a"], time: t * HOUR }],
            given.map(({ event, created, i }) => ({ keys: ["a"], event, created, values: [i] })),
            ttl && ttl * 3600,
            1,
          );
          const newestFirst = given.toSorted((a, b) => {
            if (a.event !== b.event) return a.event < b.event ? 1 : -1;
            const [x, y] = [a.created ?? -1n, b.created ?? -1n];
            return x === y ? b.i - a.i : x < y ? 1 : -1;
          });
          const fates = judgeCandidates(newestFirst, at(t, ttl && ttl * 3600));
          const chosen = newestFirst.filter((_, i) => fates[i] === "chosen");
          expect(chosen.map(({ i }) => i)).toEqual(answer?.state === "FOUND" ? answer.values : []);
          expect(answer?.eventTime ?? null).toBe(
            newestFirst.find((one) => one.event <= t * HOUR)
              ? formatInstant(newestFirst.find((one) => one.event <= t * HOUR)?.event ?? 0n)
              : null,
          );
        },
      ),
    );
  });
});
