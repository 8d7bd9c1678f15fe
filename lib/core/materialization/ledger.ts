import type { CommitKind } from "../offline/history";
import { type Interval, join, paint, type Segment } from "./interval";

/** A commit as far as the ledger is concerned. */
export interface LedgerCommit {
  number: number;
  kind: CommitKind;
  /** When it was made, milliseconds since 1970. */
  atMs: number;
  /** The interval that it made complete; `null` = it says nothing about completeness. */
  interval: Interval | null;
  /** With `retain`: rows before this event time are gone. Microseconds. */
  beforeUs: bigint | null;
  /** Of the definition that computed its rows, with all that it reads; `null` = somebody wrote them. */
  digest: string | null;
}

/** Rows that have changed in something that a group is computed from. */
export interface UpstreamCommit extends Interval {
  group: string;
  atMs: number;
}

export const LEDGER_STATES = ["computed", "missing", "stale"] as const;

/** Why an interval is not simply computed: never was; retention dropped it; the definition changed; what it reads changed. */
export const LEDGER_REASONS = ["never", "dropped", "definition", "upstream"] as const;

export interface LedgerEntry extends Interval {
  state: (typeof LEDGER_STATES)[number];
  /** `null` = computed. */
  reason: (typeof LEDGER_REASONS)[number] | null;
  /** The commit that holds its rows; of dropped ones, the one that dropped them. */
  commit: number | null;
  /** How often it has been computed or written whole; more than 1 = restated. */
  times: number;
  /** With `upstream`: the group that has changed. */
  upstream: string | null;
}

export interface LedgerFacts {
  /** Of one group version, ascending. */
  commits: readonly LedgerCommit[];
  /** Of the definition as it would be computed now; `null` = it cannot be computed, so nothing is stale by it. */
  digest: string | null;
  /** Of the groups that it reads. */
  upstream: readonly UpstreamCommit[];
  /** How long after a row's event time it still counts; `null` = for ever. */
  lookbackUs: bigint | null;
}

type Fact = Omit<LedgerEntry, "startUs" | "endUs"> & { atMs: number; digest: string | null };

/**
 * What is computed, missing and stale of a group version. A later commit speaks for the parts of earlier ones that it
 * covers; a change upstream makes stale what was computed before it and can see it: event times from the start of the
 * change to its end and the lookback after it.
 *
 * @returns entries that cover the range exactly, ascending, neighbours differing. Quadratic in the number of commits that
 *   overlap nothing.
 */
export function ledgerOf(facts: LedgerFacts, range: Interval): LedgerEntry[] {
  let segments: Segment<Fact>[] = paint<Fact>([], range, () => NEVER);
  for (const { startUs, endUs, value } of staleness(historyOf(facts.commits), facts))
    segments = paint(segments, { startUs, endUs }, (before) => before && value);
  return join(segments, isSame).map(({ startUs, endUs, value: { atMs: _, digest: __, ...entry } }) => ({
    startUs,
    endUs,
    ...entry,
  }));
}

/** Where everything that is computed ends; `null` = nothing is. What retention dropped was computed once. */
export function computedEnd(commits: readonly LedgerCommit[]): bigint | null {
  return historyOf(commits).at(-1)?.endUs ?? null;
}

/** Where everything that is computed starts; `null` = nothing is. */
export function computedStart(commits: readonly LedgerCommit[]): bigint | null {
  return historyOf(commits)[0]?.startUs ?? null;
}

/**
 * Which parts of a range are to be computed: everything, what was never computed, or also what is stale. What retention
 * dropped stays dropped unless everything is asked for.
 */
export function intervalsToCompute(
  entries: readonly LedgerEntry[],
  only: "missing" | "outdated" | null,
): Interval[] {
  const wanted = entries.filter(
    ({ state, reason }) => only === null || reason === "never" || (only === "outdated" && state === "stale"),
  );
  const segments = wanted.map(({ startUs, endUs }) => ({ startUs, endUs, value: null }));
  return join(segments, () => true).map(({ startUs, endUs }) => ({ startUs, endUs }));
}

const NEVER: Fact = {
  state: "missing",
  reason: "never",
  commit: null,
  times: 0,
  upstream: null,
  atMs: 0,
  digest: null,
};

function historyOf(commits: readonly LedgerCommit[]): Segment<Fact>[] {
  let segments: Segment<Fact>[] = [];
  for (const { number, interval, beforeUs, atMs, digest } of commits) {
    if (interval) {
      segments = paint(segments, interval, (before) => ({
        ...NEVER,
        state: "computed",
        reason: null,
        commit: number,
        times: (before?.times ?? 0) + 1,
        atMs,
        digest,
      }));
    }
    const [first] = segments;
    if (beforeUs !== null && first && first.startUs < beforeUs) {
      segments = paint(segments, { startUs: first.startUs, endUs: beforeUs }, (before) =>
        before && before.reason !== "dropped"
          ? { ...before, state: "missing", reason: "dropped", commit: number }
          : before,
      );
    }
  }
  return segments;
}

function staleness(
  segments: Segment<Fact>[],
  { digest, upstream, lookbackUs }: LedgerFacts,
): Segment<Fact>[] {
  let found = segments.map((segment): Segment<Fact> => {
    const { value } = segment;
    const isOld =
      value.state === "computed" && value.digest !== null && digest !== null && value.digest !== digest;
    return isOld ? { ...segment, value: { ...value, state: "stale", reason: "definition" } } : segment;
  });
  const last = found.at(-1)?.endUs;
  for (const { startUs, endUs, group, atMs } of upstream) {
    const until = lookbackUs === null ? last : endUs + lookbackUs;
    if (until === undefined || until <= startUs) continue;
    found = paint(found, { startUs, endUs: until }, (before) =>
      before?.state === "computed" && before.digest !== null && before.atMs < atMs
        ? { ...before, state: "stale", reason: "upstream", upstream: group }
        : before,
    );
  }
  return found;
}

function isSame(a: Fact, b: Fact): boolean {
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.commit === b.commit &&
    a.times === b.times &&
    a.upstream === b.upstream
  );
}
