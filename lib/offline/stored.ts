import "server-only";
import type { StoredSchema } from "@/lib/core/offline/schema";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitGroup } from "@/lib/core/pit/plan";
import type { Relation, StoredRelation } from "@/lib/core/pit/relation";
import type { EngineTrace } from "./engine";

/** What a file of rows may be written in: a JSON array of objects, one JSON object a line, CSV, Parquet, Arrow IPC. */
export const ROW_FORMATS = ["json", "ndjson", "csv", "parquet"] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** How values of quarantined rows stand in their file: text of CSV, text of JSON, or values of the types they had. */
export type RawEncoding = "text" | "json" | "typed";

/** Where rows to write come from. Paths are relative to the engine's write root. */
export type RowsInput =
  | { kind: "upload"; path: string; format: RowFormat }
  | { kind: "quarantine"; path: string; encoding: RawEncoding }
  /** Rows that the engine computes or reads itself; its columns have the schema's names. */
  | { kind: "relation"; relation: Relation }
  | IntervalInput
  | TicksInput;

/** The rows of a relation with an event time in [start, end), microseconds; there may be none. Columns beside the schema's are left out. */
export interface IntervalInput {
  kind: "interval";
  relation: Relation;
  startUs: bigint;
  endUs: bigint;
}

/**
 * A computed group at ticks: one row for each tick in [start, end) and each key that has a row of its relation (a rollup:
 * of the group that names its parent) at or before the tick, with the values that a point-in-time join gives there. Ticks
 * are the whole multiples of `everyUs` since 1970 UTC. There may be none.
 */
export interface TicksInput {
  kind: "ticks";
  /** With all of its features, each in its spine column's own name. */
  group: PitGroup;
  startUs: bigint;
  endUs: bigint;
  everyUs: bigint;
}

/** A place in the store that one writer owns: who holds the write lock makes it up. */
export interface StoreTarget {
  /** Folder of the group version, relative to the engine's write root. */
  folder: string;
  /** Unique; part of every file name, so that two writers never meet. */
  writeId: string;
}

export interface WriteRows extends StoreTarget {
  input: RowsInput;
  schema: StoredSchema;
  /** Number of the commit to be, kept with each row. */
  commit: number;
  /** Sequence of the first row; rows are numbered from it without a gap, in their order in the input. */
  firstSeq: bigint;
  /** `null` = chosen by the number of rows. */
  buckets: number | null;
  /** What becomes of rows that do not fit: all is refused, or they are set aside in a file of their own. */
  badRows: "refuse" | "quarantine";
}

/** A Parquet file of the store, synced and in its place, but nobody's until a commit names it. */
export interface StoredFileFacts {
  /** Below the folder. */
  name: string;
  bucket: number;
  rows: number;
  bytes: number;
  /** Hex. */
  sha256: string;
  /** Event times in microseconds. */
  minEventUs: bigint;
  maxEventUs: bigint;
  minSeq: bigint;
  maxSeq: bigint;
}

/** One thing wrong with one row that was to be written. */
export interface RowProblem {
  /** From 1, in the order of the input. */
  row: number;
  /** A column, or the name of the rule that the row breaks. */
  column: string;
  /** The value as it came, cut; `null` = there was none. */
  value: string | null;
  message: string;
  expected: string;
}

export interface WrittenRows extends EngineTrace {
  files: StoredFileFacts[];
  buckets: number;
  /** Rows that were written. */
  rowCount: number;
  /** Rows that were set aside, with the first problems. */
  quarantine: {
    name: string;
    rows: number;
    bytes: number;
    encoding: RawEncoding;
    problems: RowProblem[];
  } | null;
}

/** The same rows in other files: fewer, in other buckets, or without those of an interval. */
export interface RewriteRows extends StoreTarget {
  /** Exactly the files to rewrite. */
  relation: StoredRelation;
  schema: StoredSchema;
  buckets: number;
  /** Rows with an event time in [start, end) are left out, without a start all before the end; `null` = none are. */
  without: { startUs: bigint | null; endUs: bigint } | null;
}

export interface HistoryRequest {
  relation: StoredRelation;
  eventTime: string;
  /** Values of these columns never leave the engine: `•••` stands for what is not null. */
  masked: string[];
  /** Only rows with these values in these columns. */
  where: (TypedColumn & { value: Cell })[];
  /** Event times, [since, until), microseconds. */
  sinceUs: bigint | null;
  untilUs: bigint | null;
}

export interface HistoryPlace {
  eventUs: bigint;
  seq: bigint;
}

/** Newest event first; among equal event times the last written first. */
export interface ReadHistory extends HistoryRequest {
  after: HistoryPlace | null;
  rowsMax: number;
}

export interface HistoryRows extends EngineTrace {
  /** Those of the relation, then `__seq` and `__commit`. */
  columns: TypedColumn[];
  rows: Cell[][];
  /** Where the next page starts; `null` = this was the last. */
  next: HistoryPlace | null;
}

export interface CountedHistory extends EngineTrace {
  rowCount: number;
}

/** All rows as one file, oldest event first. */
export interface ExportHistory extends HistoryRequest {
  format: "csv" | "parquet";
  /** Relative to the engine's write root; must not exist. */
  outputPath: string;
}

export interface ExportedHistory extends EngineTrace {
  rowCount: number;
  bytes: number;
}

/** Removes what a killed writer left: everything in the folder that is not named. Only under the write lock. */
export interface SweepFolder {
  folder: string;
  keep: string[];
}

export interface SweptFolder extends EngineTrace {
  /** Names below the folder. */
  removed: string[];
}
