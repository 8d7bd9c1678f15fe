import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommitKind } from "../offline/history";
import { chunksOf, type Interval, paint } from "./interval";
import {
  computedEnd,
  computedStart,
  intervalsToCompute,
  type LedgerCommit,
  type LedgerEntry,
  type LedgerFacts,
  ledgerOf,
} from "./ledger";

const SIZE = 24;
const interval = fc
  .tuple(fc.integer({ min: 0, max: SIZE - 1 }), fc.integer({ min: 1, max: SIZE }))
  .filter(([start, end]) => start < end)
  .map(([start, end]): Interval => ({ startUs: BigInt(start), endUs: BigInt(end) }));
const commits = fc
  .array(
    fc.record({
      interval: fc.option(interval),
      beforeUs: fc.option(fc.bigInt({ min: 0n, max: BigInt(SIZE) }), { freq: 4 }),
      digest: fc.constantFrom("old", "new", null),
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list.map((one, index): LedgerCommit => {
      const isRetention = one.beforeUs !== null;
      const kind: CommitKind = isRetention ? "retain" : "append";
      return {
        ...one,
        kind,
        number: index + 1,
        atMs: 10 * (index + 1),
        interval: isRetention ? null : one.interval,
      };
    }),
  );
const upstream = fc.array(
  fc
    .tuple(interval, fc.integer({ min: 0, max: 90 }))
    .map(([range, atMs]) => ({ ...range, group: "up", atMs })),
  { maxLength: 3 },
);
const facts: fc.Arbitrary<LedgerFacts> = fc.record({
  commits,
  digest: fc.constantFrom("new", null),
  upstream,
  lookbackUs: fc.constantFrom(null, 0n, 3n),
});

/** What holds at one event time, worked out the slow and obvious way. */
function stateAt({ commits, digest, upstream, lookbackUs }: LedgerFacts, us: bigint): Partial<LedgerEntry> {
  const covers = ({ startUs, endUs }: Interval) => us >= startUs && us < endUs;
  let state: Partial<LedgerEntry> = { state: "missing", reason: "never", commit: null, times: 0 };
  let found: LedgerCommit | null = null;
  for (const commit of commits) {
    if (commit.interval && covers(commit.interval)) {
      state = { state: "computed", reason: null, commit: commit.number, times: (state.times ?? 0) + 1 };
      found = commit;
    }
    if (
      commit.beforeUs !== null &&
      us < commit.beforeUs &&
      state.reason !== "never" &&
      state.reason !== "dropped"
    ) {
      state = { ...state, state: "missing", reason: "dropped", commit: commit.number };
      found = null;
    }
  }
  if (!found || found.digest === null) return state;
  const { atMs } = found;
  if (digest !== null && found.digest !== digest) return { ...state, state: "stale", reason: "definition" };
  const isChanged = upstream.some(
    (one) => one.atMs > atMs && us >= one.startUs && (lookbackUs === null || us < one.endUs + lookbackUs),
  );
  return isChanged ? { ...state, state: "stale", reason: "upstream" } : state;
}

describe("the ledger", () => {
  it("says of every moment what the commits up to now say of it, and covers the range without gap or overlap", () => {
    fc.assert(
      fc.property(facts, interval, (known, range) => {
        const entries = ledgerOf(known, range);
        expect(entries[0]?.startUs).toBe(range.startUs);
        expect(entries.at(-1)?.endUs).toBe(range.endUs);
        for (const [index, entry] of entries.entries()) {
          if (index > 0) expect(entry.startUs).toBe(entries[index - 1]?.endUs);
          for (let us = entry.startUs; us < entry.endUs; us++)
            expect(entry).toMatchObject(stateAt(known, us));
        }
      }),
    );
  });

  it("has nothing left to compute once what it names has been computed", () => {
    fc.assert(
      fc.property(
        facts,
        interval,
        fc.constantFrom("missing" as const, "outdated" as const, null),
        (known, range, only) => {
          const wanted = intervalsToCompute(ledgerOf(known, range), only);
          const done = wanted.map(
            (one, index): LedgerCommit => ({
              number: known.commits.length + index + 1,
              kind: "restate",
              atMs: 1_000,
              interval: one,
              beforeUs: null,
              digest: known.digest,
            }),
          );
          const after = ledgerOf({ ...known, commits: [...known.commits, ...done] }, range);
          if (only === null) expect(wanted).toEqual([range]);
          else expect(intervalsToCompute(after, only)).toEqual([]);
        },
      ),
    );
  });

  it("starts and ends where something has ever been computed", () => {
    const at = (startUs: bigint, endUs: bigint): LedgerCommit => ({
      number: 1,
      kind: "append",
      atMs: 0,
      interval: { startUs, endUs },
      beforeUs: null,
      digest: null,
    });
    expect([computedStart([]), computedEnd([])]).toEqual([null, null]);
    const both = [at(5n, 9n), { ...at(1n, 3n), number: 2 }];
    expect([computedStart(both), computedEnd(both)]).toEqual([1n, 9n]);
  });
});

describe("intervals", () => {
  it("painting changes exactly the points of the interval", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(interval, fc.option(fc.nat(3))), { maxLength: 8 }), (strokes) => {
        const points = Array<number | null>(SIZE).fill(null);
        let segments: ReturnType<typeof paint<number>> = [];
        for (const [range, color] of strokes) {
          segments = paint(segments, range, (before) => (color === null ? null : (before ?? 0) + color));
          for (let i = Number(range.startUs); i < Number(range.endUs); i++)
            points[i] = color === null ? null : (points[i] ?? 0) + color;
        }
        const said = Array<number | null>(SIZE).fill(null);
        for (const { startUs, endUs, value } of segments)
          for (let i = Number(startUs); i < Number(endUs); i++) {
            expect(said[i]).toBeNull();
            said[i] = value;
          }
        expect(said).toEqual(points);
      }),
    );
  });

  it("chunks cover the interval once, of a thousand ticks or ten years each", () => {
    const hour = 3_600_000_000n;
    const chunks = chunksOf({ startUs: 1n, endUs: 2_500n * hour }, hour);
    expect(chunks.map(({ startUs, endUs }) => (endUs - startUs) / hour)).toEqual([1000n, 1000n, 499n]);
    expect(chunks.at(-1)?.endUs).toBe(2_500n * hour);
    expect(chunksOf({ startUs: 0n, endUs: 3_653n * 24n * hour }, null)).toHaveLength(1);
    expect(chunksOf({ startUs: 0n, endUs: 3_654n * 24n * hour }, null)).toHaveLength(2);
  });
});
