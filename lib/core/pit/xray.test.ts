import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatInstant } from "@/lib/core/time/instant";
import { KNOWLEDGE_MODES, type Knowledge, NULL_MODES } from "./modes";
import { referenceJoin } from "./reference";
import { type CandidateTimes, type Fate, type FateRules, judgeCandidates } from "./xray";

const HOUR = 3_600_000_000n;
const row = (event: bigint, created: bigint | null = null, more: Partial<CandidateTimes> = {}) => ({
  event: event * HOUR,
  created: created && created * HOUR,
  isDeleted: false,
  validTo: null,
  hasValue: true,
  ...more,
});
const at = (
  time: bigint,
  ttlSeconds: number | null = null,
  knowledge: Knowledge = "event",
  more: Partial<FateRules> = {},
): FateRules => ({
  time: time * HOUR,
  ttlSeconds,
  knowledge,
  strict: false,
  nulls: "latest_row",
  ...more,
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

  it("a row at the time itself does not count where only earlier ones do", () => {
    expect(judgeCandidates([row(5n), row(4n)], at(5n, null, "event", { strict: true }))).toEqual([
      "at_time",
      "chosen",
    ]);
  });

  it("a deletion and an end of validity decide without being chosen", () => {
    expect(judgeCandidates([row(5n, null, { isDeleted: true }), row(4n)], at(5n))).toEqual([
      "deleted",
      "older",
    ]);
    expect(judgeCandidates([row(4n, null, { validTo: 5n * HOUR }), row(3n)], at(5n))).toEqual([
      "ended",
      "older",
    ]);
  });

  it("rows without a value are looked past where asked, but never a deletion", () => {
    const rules = at(5n, null, "event", { nulls: "latest_non_null" });
    const empty = { hasValue: false };
    expect(judgeCandidates([row(5n, null, empty), row(4n), row(3n)], rules)).toEqual([
      "no_value",
      "chosen",
      "older",
    ]);
    expect(
      judgeCandidates([row(5n, null, empty), row(4n, null, { isDeleted: true }), row(3n)], rules),
    ).toEqual(["no_value", "deleted", "older"]);
    expect(judgeCandidates([row(5n, null, empty)], rules)).toEqual(["no_value"]);
  });

  it("decides as the reference does, whatever the rows and the rules", () => {
    const time = fc.bigInt({ min: 0n, max: 6n });
    const rowOf = fc.record({
      event: time,
      created: fc.option(time),
      isDeleted: fc.boolean(),
      validTo: fc.option(time),
      hasValue: fc.boolean(),
    });
    const rulesOf = fc.record({
      time,
      ttl: fc.option(fc.integer({ min: 1, max: 4 })),
      knowledge: fc.constantFrom(...KNOWLEDGE_MODES),
      strict: fc.boolean(),
      nulls: fc.constantFrom(...NULL_MODES),
    });
    fc.assert(
      fc.property(fc.array(rowOf, { maxLength: 8 }), rulesOf, (rows, { time: t, ttl, ...rules }) => {
        const ttlSeconds = ttl && ttl * 3600;
        const given = rows.map(({ event, created, validTo, ...one }, i) => ({
          ...row(event, created, { ...one, validTo: validTo && validTo * HOUR }),
          i,
        }));
        const [answer] = referenceJoin(
          [{ keys: ["a"], time: t * HOUR }],
          given.map(({ event, created, isDeleted, validTo, hasValue, i }) => ({
            keys: ["a"],
            event,
            created,
            tombstone: isDeleted,
            validTo,
            values: [hasValue ? i : null],
          })),
          ttlSeconds,
          1,
          rules,
        );
        const decided = answer?.features?.[0] ?? answer;
        const newestFirst = given.toSorted((a, b) => {
          if (a.event !== b.event) return a.event < b.event ? 1 : -1;
          const [x, y] = [a.created ?? -1n, b.created ?? -1n];
          return x === y ? b.i - a.i : x < y ? 1 : -1;
        });
        const fates = judgeCandidates(newestFirst, { ...at(t, ttlSeconds), ...rules });
        const of = (fate: Fate) => newestFirst.filter((_, i) => fates[i] === fate);
        const values = (answer?.values ?? []).filter((value) => value !== null);
        expect(of("chosen").flatMap(({ hasValue, i }) => (hasValue ? [i] : []))).toEqual(values);
        const event = decided?.eventTime ?? null;
        const times = (fate: Fate) => of(fate).map((one) => formatInstant(one.event));
        expect(times("deleted")).toEqual(decided?.state === "DELETED" ? [event] : []);
        expect(times("ended")).toEqual(decided?.state === "ENDED" ? [event] : []);
        expect(times("chosen")).toEqual(decided?.state === "FOUND" ? [event] : []);
        if (decided?.state === "OUTSIDE_MAX_AGE") expect(times("expired")).toContain(event);
      }),
    );
  });
});
