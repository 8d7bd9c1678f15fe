/**
 * How rows of a group version stand on disk: Parquet files in one folder, each file one bucket (or a part of one) of
 * the keys, sorted inside by key, event time, created time (null first) and ingest sequence.
 * Source of the numbers: bench of bucketed point-in-time joins; docs/decisions/0015-offline-store.md.
 */

/** Order in which rows were written, from 1 and dense per group version: among full ties the greatest wins. */
export const SEQ_COLUMN = "__seq";
/** Number of the commit that wrote the row; it stays with the row through compaction. */
export const COMMIT_COLUMN = "__commit";
/** Of quarantined rows: their number in the file they came in, from 1, and what was wrong with each. */
export const ROW_COLUMN = "__row";
export const PROBLEMS_COLUMN = "__problems";

/** Names that begin so are ours. */
export const RESERVED_PREFIX = "__";

/** Rows of one file, at most: a whole number of row groups. */
export const FILE_ROWS_MAX = 1_966_080;
/** Rows of one row group, a whole number of DuckDB's vectors of 2048: small enough that a few keys skip most of a file. */
export const ROW_GROUP_ROWS = 61_440;

const BUCKETS_LARGE = 16;
/** Below this a join of the whole group fits the memory of one sort, and more files only cost more opens. */
const LARGE_ROWS_MIN = 1_000_000;

/** @returns the number of buckets for a group version of so many rows: 1, or 16 from a million on. */
export function bucketCount(rows: number): number {
  return rows < LARGE_ROWS_MIN ? 1 : BUCKETS_LARGE;
}

/** @returns how many files a bucket of so many rows takes; 0 for none. */
export function filesFor(rows: number): number {
  return Math.ceil(rows / FILE_ROWS_MAX);
}

/** The folder of a group version, relative to the data folder. Ids never change, names may. */
export function versionFolder(projectId: string, groupId: string, version: number): string {
  return `${STORE_FOLDER}/${projectId}/${groupId}/v${version}`;
}

/** Everything of the offline store, relative to the data folder. */
export const STORE_FOLDER = "offline";
