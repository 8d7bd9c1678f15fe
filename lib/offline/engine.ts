import "server-only";
import type { PitPlan } from "@/lib/core/pit/plan";

/** A value as it leaves the engine: JSON-safe, lossless. See {@link EngineColumn.type}. */
export type Cell = string | number | boolean | null | Cell[] | { [field: string]: Cell };

/**
 * A result column. `type` is a value type as written in definitions (`int64`, `timestamp` …).
 * Cells of int64 and decimal are strings, of timestamp RFC 3339 UTC with microseconds, of date `YYYY-MM-DD`,
 * of bytes base64; float cells are numbers, or the strings `NaN`, `Infinity`, `-Infinity`.
 */
export interface EngineColumn {
  name: string;
  type: string;
}

export interface EngineProgress {
  /** 0..100, or `null` while unknown. */
  percent: number | null;
  phase: string;
}

export interface EngineCall {
  /** Names the run in logs, traces and cancellation. */
  runId: string;
  signal?: AbortSignal;
  deadlineMs: number;
  onProgress?: (progress: EngineProgress) => void;
}

/** A source as the engine reads it: exact files, already contained in a configured root. */
export interface SourceFiles {
  name: string;
  format: "parquet" | "csv";
  /** Relative to a configured root; a file or a glob. */
  path: string;
}

/** One parsed SELECT, without having run or bound it. */
export interface SelectAnalysis {
  tables: string[];
  functions: string[];
}

/**
 * The offline engine: everything that touches feature data. Implementations run outside the calling process,
 * hold one database per call, read nothing but the files they are given, and can be killed.
 * Every method throws {@link AppError}: INVALID with problems for what the caller got wrong, TIMEOUT at the
 * deadline, CANCELLED on abort, UNAVAILABLE when no worker can be had, LIMIT for too much data.
 */
export interface OfflineEngine {
  /** Column names and value types of a source's files, in file order. INVALID when files are missing or unreadable. */
  describeSource(source: SourceFiles, call: EngineCall): Promise<EngineColumn[]>;
  /** Whether a point-in-time join of this plan runs; rows in spine order, exactly one per spine row. */
  runPit(plan: PitPlan, call: EngineCall): Promise<PitResult>;
  /** Whether the engine answers, within a second. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

export interface PitResult {
  columns: EngineColumn[];
  rows: Cell[][];
}
