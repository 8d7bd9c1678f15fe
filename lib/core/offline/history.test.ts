import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CommitStep,
  commitText,
  deletableFiles,
  type FileLife,
  filesAt,
  planCompaction,
  planRetention,
  snapshotAt,
} from "./history";
import { bucketCount, FILE_ROWS_MAX } from "./layout";

interface Row {
  id: number;
  event: bigint;
  commit: number;
}
interface File extends FileLife {
  rows: Row[];
}

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 5_000 : 300;
const EVENTS_MAX = 20;
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("append" as const),
      events: fc.array(fc.nat(EVENTS_MAX), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("compact" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("retain" as const), before: fc.nat(EVENTS_MAX) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restate" as const), from: fc.nat(EVENTS_MAX) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pin" as const), back: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("clean" as const) }) },
);

/** The plainest store: a list of rows for each commit, beside the files as the real one keeps them. */
function play(actions: readonly (typeof action extends fc.Arbitrary<infer T> ? T : never)[]) {
  const files: File[] = [];
  const steps: CommitStep[] = [];
  const truth: Row[][] = [[]];
  const pinned: number[] = [];
  let nextId = 1;
  const commit = (kind: CommitStep["kind"], rows: Row[], removed: File[], beforeUs: bigint | null = null) => {
    const number = steps.length + 1;
    for (const file of removed) file.removed = number;
    if (rows.length > 0) files.push({ added: number, removed: null, isDeleted: false, rows });
    steps.push({ number, kind, beforeUs });
    truth.push(filesAt(files, number).flatMap((file) => file.rows));
  };
  for (const one of actions) {
    const number = steps.length;
    const live = filesAt(files, number);
    const rows = live.flatMap((file) => file.rows);
    switch (one.kind) {
      case "append":
        commit(
          "append",
          one.events.map((event) => ({ id: nextId++, event: BigInt(event), commit: number + 1 })),
          [],
        );
        break;
      case "compact":
        if (live.length > 1) commit("compact", rows, live);
        break;
      case "retain": {
        const kept = rows.filter((row) => row.event >= BigInt(one.before));
        if (kept.length < rows.length) commit("retain", kept, live, BigInt(one.before));
        break;
      }
      case "restate": {
        const kept = rows.filter((row) => row.event < BigInt(one.from));
        const fresh = { id: nextId++, event: BigInt(one.from), commit: number + 1 };
        if (live.length > 0) commit("restate", [...kept, fresh], live);
        break;
      }
      case "pin":
        if (number > 0) pinned.push(Math.max(1, number - one.back));
        break;
      case "clean": {
        const restated = steps.filter(({ kind }) => kind === "restate").map((step) => step.number);
        for (const file of deletableFiles(files, restated, pinned)) file.isDeleted = true;
      }
    }
  }
  return { files, steps, truth, pinned };
}

function read({ files, steps }: ReturnType<typeof play>, number: number) {
  const {
    files: found,
    through,
    removedBeforeUs,
  } = snapshotAt(
    number,
    steps.filter((step) => step.number > number),
    files,
  );
  const rows = found.flatMap((file) => file.rows).filter((row) => through === null || row.commit <= through);
  return { ids: rows.map(({ id }) => id).sort((a, b) => a - b), removedBeforeUs };
}

describe("time travel", () => {
  it("reads every commit as it was, whatever was compacted, restated and deleted since; only retention takes away, and says so", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const store = play(actions);
        for (let number = 1; number <= store.steps.length; number++) {
          const { ids, removedBeforeUs } = read(store, number);
          const all = store.truth[number] ?? [];
          const expected = all.filter((row) => removedBeforeUs === null || row.event >= removedBeforeUs);
          // Joined texts: matchers cost more than the store they look at.
          expect(ids.join()).toBe(
            expected
              .map(({ id }) => id)
              .sort((a, b) => a - b)
              .join(),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("keeps every file of a pinned commit", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), fc.nat(40), (actions, at) => {
        const store = play(actions.filter(({ kind }) => kind !== "clean"));
        const number = Math.min(Math.max(1, at), store.steps.length);
        if (store.steps.length === 0) return;
        const gone = deletableFiles(store.files, [], [number]);
        expect(filesAt(store.files, number).some((file) => gone.includes(file))).toBe(false);
      }),
    );
  });
});

describe("compaction", () => {
  const file = (bucket: number, rows: number) => ({ bucket, rows: BigInt(rows) });

  it("touches only buckets that have more files than they need", () => {
    const live = [file(0, 10), file(0, 5), file(1, 10), file(2, FILE_ROWS_MAX), file(2, 1)];
    expect(planCompaction(live, 16)).toEqual({ files: live.slice(0, 2), buckets: 16 });
  });

  it("spreads a group that has grown over more buckets, and never over fewer", () => {
    const live = [file(0, 600_000), file(0, 600_000)];
    expect(planCompaction(live, 1)).toEqual({ files: live, buckets: 16 });
    expect(planCompaction([file(3, 1)], 16)).toEqual({ files: [], buckets: 16 });
    expect([bucketCount(999_999), bucketCount(1_000_000)]).toEqual([1, 16]);
  });
});

it("retention drops files that end before the moment, and cuts those that reach across it", () => {
  const [old, across, fresh] = [
    { minEventUs: 0n, maxEventUs: 9n },
    { minEventUs: 5n, maxEventUs: 10n },
    { minEventUs: 10n, maxEventUs: 20n },
  ];
  expect(planRetention([old, across, fresh], 10n)).toEqual({ dropped: [old], cut: [across] });
});

it("a commit's text depends on what it adds and removes, not on the order in which that is named", () => {
  const [a, b] = [
    { name: "a", sha256: "1", rows: 1n },
    { name: "b", sha256: "2", rows: 2n },
  ];
  const base = { parent: null, kind: "append" as const, number: 1, definition: "d" };
  expect(commitText({ ...base, added: [a, b], removed: ["x", "y"] })).toBe(
    commitText({ ...base, added: [b, a], removed: ["y", "x"] }),
  );
  expect(commitText({ ...base, added: [a], removed: [] })).not.toBe(
    commitText({ ...base, added: [b], removed: [] }),
  );
});
