import { canonicalJson } from "../canonical-json";
import { bucketCount, filesFor } from "./layout";

/**
 * What a commit did: `append` adds rows; `compact` writes the same rows into fewer files; `retain` drops rows before a
 * time; `restate` replaces the rows of an interval.
 */
export const COMMIT_KINDS = ["append", "compact", "retain", "restate"] as const;
export type CommitKind = (typeof COMMIT_KINDS)[number];

/** A file as far as time travel is concerned. It is live at every commit from `added` up to, not including, `removed`. */
export interface FileLife {
  added: number;
  removed: number | null;
  /** No longer on disk. */
  isDeleted: boolean;
}

/** A commit as far as time travel is concerned. */
export interface CommitStep {
  number: number;
  kind: CommitKind;
  /** With `retain`: rows with an event time before this are gone. Microseconds. */
  beforeUs: bigint | null;
}

/** How the rows of a commit are read. */
export interface Snapshot<F> {
  files: F[];
  /** Rows with a greater commit number were written later and do not count; `null` = the files hold no such rows. */
  through: number | null;
  /** Rows of the commit before this event time have since been dropped by retention; `null` = the rows are all there. */
  removedBeforeUs: bigint | null;
}

/** @returns the files that are live at a commit. */
export function filesAt<F extends FileLife>(files: readonly F[], number: number): F[] {
  return files.filter((file) => file.added <= number && (file.removed === null || file.removed > number));
}

/**
 * The rows of commit `number`: its own files while they are on disk; else the files of the first later commit whose
 * files are, cut to rows of commits up to `number`. That is exact, because compaction keeps each row's commit, and files
 * on the far side of a restatement are never deleted ({@link deletableFiles}); what retention dropped stays dropped.
 *
 * @param later commits after `number`, ascending; without a gap up to the latest.
 * @param files at least those live at `number` or later.
 */
export function snapshotAt<F extends FileLife>(
  number: number,
  later: readonly CommitStep[],
  files: readonly F[],
): Snapshot<F> {
  let removedBeforeUs: bigint | null = null;
  const own = filesAt(files, number);
  if (own.every((file) => !file.isDeleted)) return { files: own, through: null, removedBeforeUs };
  for (const { number: at, kind, beforeUs } of later) {
    if (kind === "retain" && beforeUs !== null)
      removedBeforeUs = removedBeforeUs === null || beforeUs > removedBeforeUs ? beforeUs : removedBeforeUs;
    const live = filesAt(files, at);
    if (live.every((file) => !file.isDeleted)) {
      // A file that came later holds later rows only, unless compaction or retention made it.
      return { files: live, through: number, removedBeforeUs };
    }
  }
  throw new Error(`the files of commit ${number} and of all later ones are gone`);
}

/**
 * Files that may leave the disk: removed, at no pinned commit live, and not needed to read the past across a
 * restatement.
 *
 * @param restated numbers of all restate commits.
 * @param pinned numbers of commits that a reader or dataset holds.
 */
export function deletableFiles<F extends FileLife>(
  files: readonly F[],
  restated: readonly number[],
  pinned: readonly number[],
): F[] {
  return files.filter(({ added, removed, isDeleted }) => {
    if (removed === null || isDeleted) return false;
    const isPinned = pinned.some((number) => number >= added && number < removed);
    return !isPinned && !restated.some((number) => number > added && number <= removed);
  });
}

interface BucketedFile {
  bucket: number;
  rows: bigint;
}

/** Which live files compaction rewrites, and into how many buckets; no files = nothing to gain. */
export function planCompaction<F extends BucketedFile>(
  live: readonly F[],
  buckets: number,
): { files: F[]; buckets: number } {
  const total = sum(live);
  const wanted = Math.max(buckets, bucketCount(Number(total)));
  if (wanted !== buckets) return { files: [...live], buckets: wanted };
  const byBucket = Map.groupBy(live, (file) => file.bucket);
  const files = [...byBucket.values()].filter((own) => own.length > filesFor(Number(sum(own))));
  return { files: files.flat(), buckets };
}

/** Which live files retention drops whole, and which it rewrites because they hold rows on both sides of the time. */
export function planRetention<F extends { minEventUs: bigint; maxEventUs: bigint }>(
  live: readonly F[],
  beforeUs: bigint,
): { dropped: F[]; cut: F[] } {
  return {
    dropped: live.filter((file) => file.maxEventUs < beforeUs),
    cut: live.filter((file) => file.minEventUs < beforeUs && file.maxEventUs >= beforeUs),
  };
}

/** The text whose digest is a commit's checksum: it names every file since the first commit. */
export function commitText(commit: {
  parent: string | null;
  kind: CommitKind;
  number: number;
  definition: string;
  added: readonly { name: string; sha256: string; rows: bigint }[];
  removed: readonly string[];
}): string {
  const added = commit.added.map(({ name, sha256, rows }) => ({ name, sha256, rows: rows.toString() }));
  return canonicalJson({
    ...commit,
    added: added.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    removed: [...commit.removed].sort(),
  });
}

function sum(files: readonly { rows: bigint }[]): bigint {
  return files.reduce((total, file) => total + file.rows, 0n);
}
