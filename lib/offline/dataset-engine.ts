import "server-only";
import type { TypedColumn } from "@/lib/core/pit/cell";
import type { FilesRelation, SelectRelation } from "@/lib/core/pit/relation";
import type { EngineTrace, PitColumn, PitGroupSummary, PitWarning } from "./engine";

/** Where the rows of a join go. */
export interface PitOutput {
  /**
   * Relative to the engine's write root; replaced as a whole once every file is complete and synced, so that nobody
   * ever sees a part of it.
   */
  folder: string;
  format: "parquet" | "csv";
  /** Files of about equally many rows, in spine order: each holds the rows after those of the file before. */
  shards: number;
}

/** A file with what proves its content. */
export interface HashedFile {
  /** Relative to the root of sources, or to the write root for files of the product's own. */
  path: string;
  bytes: number;
  /** SHA-256 of its bytes, hex. */
  sha256: string;
}

/** How one group answered the spine, over all of its rows. */
export interface GroupCoverage {
  name: string;
  features: PitGroupSummary["features"];
  /** The reasons why the first of them is NOT_FOUND; together they are as many. */
  notFound: {
    /** The spine row has no key or no time. */
    withoutKeyOrTime: number;
    /** The entity was deleted by then, or its row had stopped being valid. */
    ended: number;
    /** The group knows the key, and nothing of it counts yet at the spine time. */
    tooEarly: number;
    /** The group has no row of that key at any time. */
    neverSeen: number;
  };
}

/** Rows of the spine file that the selection left out, by the first reason that applies. */
export interface DroppedRows {
  beforeSince: number;
  betweenSplits: number;
  notSampled: number;
  /** The label of the observation is not known yet. */
  notMature: number;
}

/** Figures of one output column within one part of a split. */
export interface ColumnStatistics {
  column: string;
  nulls: number;
  /** Text as DuckDB writes a number; `null` for columns that are no numbers, and without any value. */
  mean: string | null;
  min: string | null;
  max: string | null;
}

export interface PartStatistics {
  /** `null` = rows of no part: there is no split, or they have no time. */
  part: string | null;
  rowCount: number;
  columns: ColumnStatistics[];
}

/** A join whose rows were counted and, unless it was a dry run, written. */
export interface WrittenPit extends EngineTrace {
  columns: PitColumn[];
  /** Spine rows joined: rows of the spine file without those dropped. */
  rowCount: number;
  dropped: DroppedRows;
  coverage: GroupCoverage[];
  /** Relative to the output folder, in spine order; empty for a dry run. */
  files: (HashedFile & { rowCount: number })[];
  /** The spine file, then source files; empty for a dry run. */
  spine: HashedFile | null;
  sourceFiles: HashedFile[];
  /** Checksum over the values in their order (lib/core/datasets/checksum.ts); `null` for a dry run. */
  checksum: string | null;
  statistics: PartStatistics[];
  /** Name and version of what ran the join. */
  engine: string;
  sql: string;
  timings: { phase: string; ms: number }[];
  warnings: PitWarning[];
}

/**
 * A spine that is made, not given. All give the same file for the same input: rows are ordered by time, then by every
 * other column.
 */
export type SpineDraft =
  | {
      kind: "select";
      /** One checked SELECT over sources and groups. */
      relation: SelectRelation;
      time: string;
    }
  | {
      kind: "grid";
      /** Every distinct, whole key of these rows gets every time. */
      source: FilesRelation;
      keys: string[];
      /** Name of the time column that is made. */
      time: string;
      /** RFC 3339 UTC; times are `start`, `start + step` … below `end`. */
      start: string;
      end: string;
      stepSeconds: number;
    }
  | {
      kind: "sample";
      source: FilesRelation;
      columns: string[];
      time: string;
      rows: number;
      seed: number;
    };

export interface WrittenSpine extends EngineTrace {
  columns: TypedColumn[];
  rowCount: number;
  bytes: number;
}
