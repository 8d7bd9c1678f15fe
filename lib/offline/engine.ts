import "server-only";
import type { FieldProblem } from "@/lib/core/errors";
import type { RankSums } from "@/lib/core/leaks/auc";
import type { SelectUse } from "@/lib/core/leaks/select-use";
import type { Cell, TypedColumn } from "@/lib/core/pit/cell";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import type { FeatureStatus, RowSource } from "@/lib/core/pit/status";
import type { Strategy } from "@/lib/core/pit/strategy";
import type { WindowStrategy } from "@/lib/core/pit/window-strategy";
import type { PitOutput, SpineDraft, WrittenPit, WrittenSpine } from "./dataset-engine";
import type {
  CountedHistory,
  ExportedHistory,
  ExportHistory,
  HistoryRequest,
  HistoryRows,
  ReadHistory,
  RewriteRows,
  SweepFolder,
  SweptFolder,
  WriteRows,
  WrittenRows,
} from "./stored";

export type { PitOutput, SpineDraft, WrittenPit, WrittenSpine };

export interface EngineProgress {
  /** 0..100 within the phase, or `null` while unknown. */
  percent: number | null;
  phase: string;
}

export interface EngineCall {
  /** Names the run in logs, traces and cancellation. */
  runId: string;
  signal?: AbortSignal;
  /** Counted from the call, waiting for a free child included. */
  deadlineMs: number;
  /** About five times a second while the call runs. */
  onProgress?: (progress: EngineProgress) => void;
  /** W3C trace context of the caller; the engine's spans come back in the result. */
  traceparent?: string;
}

/** A timed step inside the engine, for the caller to export as a child of its own span. Times are epoch milliseconds. */
export interface EngineSpan {
  name: string;
  startMs: number;
  endMs: number;
  attributes: Record<string, string | number | boolean>;
}

/** What every result carries besides its answer. */
export interface EngineTrace {
  traceparent: string | null;
  spans: EngineSpan[];
}

export interface SourceDescription extends EngineTrace {
  /** In file order. Columns of types that definitions cannot say (time, uuid, enum …) are read as text. */
  columns: TypedColumn[];
  /** Paths relative to their root, in reading order. */
  files: { path: string; bytes: number }[];
  rowCount: number;
}

export interface SampleRows extends EngineTrace {
  columns: TypedColumn[];
  rows: Cell[][];
  /** Rows of the source in all. */
  rowCount: number;
}

/** What one output column is computed from. */
export interface ColumnLineage {
  /** Name of the output column. */
  column: string;
  /** Columns of the named inputs that its values depend on. */
  from: { input: string; column: string }[];
  /** `false` = could not be told apart, so all columns of all inputs are named. */
  exact: boolean;
}

export interface SelectDescription extends EngineTrace {
  /** Empty = the SELECT can run. Lines and columns are those of the SQL text. */
  problems: FieldProblem[];
  /** Inputs that are read, in order of appearance. Known even when something else is wrong. */
  tables: string[];
  columns: TypedColumn[];
  lineage: ColumnLineage[];
}

export interface SelectInspection extends EngineTrace {
  uses: SelectUse[];
}

/** How well one feature tells a true label from a false one, over the rows that have both. */
export interface FeatureRanks extends RankSums {
  /** Name of the output column. */
  output: string;
}

export interface LeakMeasures extends EngineTrace {
  groups: {
    name: string;
    /** Rows with an event and a created time, and how many of them were known before they happened. */
    timedCount: number;
    knownBeforeCount: number;
  }[];
  /** Numeric and boolean features; [] without a label. */
  predictors: FeatureRanks[];
}

export interface ExpressionDescription extends EngineTrace {
  problems: FieldProblem[];
  /** `null` when there are problems. */
  type: string | null;
  /** Columns it reads, in the order of the columns given. */
  columns: string[];
}

export interface PitColumn extends TypedColumn {
  role: "key" | "time" | "extra" | "feature";
  /** Index into `PitResult.groups`; `null` for spine columns. */
  group: number | null;
  /** Only of features computed on demand, whose values are there or null whatever the group found: their expression. */
  expression?: string;
}

export interface PitGroupSummary {
  name: string;
  /** `members`: a rollup, over a spine of members. */
  strategy: Strategy | WindowStrategy | "members";
  /** Why that strategy, in one sentence. */
  reason: string;
  /** Per output column, over all spine rows, returned or not. */
  features: { output: string; counts: Record<FeatureStatus, number>; isComputed?: boolean }[];
}

export interface PitWarning {
  /** Name of the group, or `null` for the spine. */
  group: string | null;
  code:
    | "null_spine_time"
    | "null_key"
    | "null_created_time"
    | "future_rows"
    | "rows_after_now"
    | "rows_never_known"
    | "nothing_found"
    | "rows_without_time";
  /** How many rows it concerns. */
  count: number;
  message: string;
}

/**
 * Rows in spine order, exactly one per spine row, up to the plan's `rowsMax` and a byte cap.
 * The row that decided about a cell is `source.features?.[feature] ?? source` of `sources[row][group]`, its status
 * `statusOf(state, rows[row][column])`; the status of a computed cell is that of a row that was found.
 */
export interface PitResult extends EngineTrace {
  columns: PitColumn[];
  rows: Cell[][];
  /** For every returned row, one entry per group of the plan. */
  sources: RowSource[][];
  /** Spine rows in all. */
  rowCount: number;
  /** Whether `rows` holds fewer than `rowCount`. */
  isTruncated: boolean;
  groups: PitGroupSummary[];
  /** The statements that ran, with names and values instead of paths; for reading, not for running. */
  sql: string;
  /** The same plan as one portable statement, see `portableSql`; `null` where a relation cannot be said in it. */
  portableSql: string | null;
  timings: { phase: string; ms: number }[];
  warnings: PitWarning[];
}

/** One row of the key of a spine row. */
export interface PitCandidate {
  /** Tells rows of one explanation apart; greater = written later, or decided so where rows have no order. */
  position: number;
  /** RFC 3339 UTC. */
  eventTime: string;
  createdTime: string | null;
  /** Whether the group's tombstone column says that the entity is gone. */
  isDeleted: boolean;
  /** RFC 3339 UTC; `null` = it does not end, or the group's rows never do. */
  validTo: string | null;
  /** In the order of the group's features. */
  values: Cell[];
}

/** The rows around one spine time, for one key of one group. Empty lists for a spine row without a key or time. */
export interface PitExplanation extends EngineTrace {
  /** At or before the time, newest first; the one that answers is the first. */
  before: PitCandidate[];
  /** Of these, those that count as the plan says (knowledge, strict, nulls), newest first. */
  counting: PitCandidate[];
  /** After the time, the nearest first. */
  after: PitCandidate[];
  beforeCount: number;
  afterCount: number;
  /** What a join to the newest row of the whole table takes. */
  newest: PitCandidate | null;
  /** What a join by event time takes that does not look at created times: the last row written among equals. */
  latest: PitCandidate | null;
  sql: string;
  timings: { phase: string; ms: number }[];
}

export interface ProofOptions {
  /** At most so many distinct times are looked at. */
  timesMax: number;
  /** The same seed over the same spine looks at the same times. */
  seed: number;
  /**
   * The time column of each source, by its name: its event time, or where the plan looks at what was known its created
   * time. Sources without one cannot be cut and are named in the result.
   */
  cut: Record<string, string | null>;
}

/** Rows of a source that lie after a time. */
export interface LaterRows {
  source: string;
  /** Whether they are of the cell's key; otherwise the source does not have its columns, and any row may have leaked. */
  isOfKey: boolean;
  count: number;
  columns: TypedColumn[];
  /** The first few. */
  rows: Cell[][];
}

/** A value that changes when rows after its time are removed. */
export interface ChangedCell {
  /** Position of the group in the plan. */
  group: number;
  output: string;
  type: string;
  /** Number of the spine row, from 0. */
  row: number;
  time: string;
  /** In the order of the group's keys. */
  keys: Cell[];
  value: Cell;
  withoutLater: Cell;
  later: LaterRows[];
}

export interface LeakProof extends EngineTrace {
  /** Distinct times, spine rows and values that were compared. */
  timeCount: number;
  rowCount: number;
  cellCount: number;
  changedCount: number;
  /** The first hundred. */
  changed: ChangedCell[];
  /** Sources that have no time to be cut at. */
  uncutSources: string[];
}

/** Recipes are code: callers name one and give numbers, never SQL. */
export interface PrepareFiles {
  recipe: "demo_flights";
  /** Absolute; chosen by code, never by a person. */
  inputPath: string;
  /** Relative to the engine's write root. Files that exist are replaced, each at once. */
  outputFolder: string;
  parameters: { shiftWeeks: number };
}

export interface PreparedFiles extends EngineTrace {
  /** Relative to the write root. */
  files: { path: string; rowCount: number; bytes: number }[];
}

/**
 * The offline engine: everything that touches feature data. Implementations run outside the calling process, hold one
 * database per call, read nothing but the files of the relations they are given (contained in the configured roots),
 * and can be killed.
 *
 * Every method throws `AppError`: INVALID with problems for what the caller or the data got wrong (missing, truncated
 * or malformed files name the file), TIMEOUT at the deadline, CANCELLED on abort, LIMIT when too many calls wait or a
 * call needs too much memory, UNAVAILABLE when a child cannot be had or dies: only its own call fails.
 */
export interface OfflineEngine {
  /** Columns, files and row count of a source. INVALID when there are no files or one is unreadable. */
  describeSource(source: FilesRelation, call: EngineCall): Promise<SourceDescription>;
  /** `rows` rows of a source, drawn evenly; the same seed over the same files draws the same rows, in file order. */
  sampleSource(
    source: FilesRelation,
    options: { rows: number; seed: number },
    call: EngineCall,
  ): Promise<SampleRows>;
  /** What a SELECT over named inputs gives, without running it. What is wrong with the SELECT comes back as problems. */
  describeSelect(sql: string, inputs: Record<string, Relation>, call: EngineCall): Promise<SelectDescription>;
  /**
   * Places of a SELECT that may see later rows, or the clock; nothing runs. [] for a SELECT that would be refused.
   *
   * @param times event-time column of each input, and of the output.
   */
  inspectSelect(
    sql: string,
    times: { inputs: Record<string, string | null>; output: string | null },
    call: EngineCall,
  ): Promise<SelectInspection>;
  /** Type and columns of one scalar expression over given columns, as in `where`, `rules` and `on_demand`. */
  describeExpression(
    expression: string,
    columns: TypedColumn[],
    call: EngineCall,
  ): Promise<ExpressionDescription>;
  /** Runs a point-in-time join. */
  runPit(plan: PitPlan, call: EngineCall): Promise<PitResult>;
  /**
   * Up to `candidatesMax` rows on each side of the time of the plan's only spine row, for its key, in one group (by its
   * position in the plan).
   */
  explainPit(
    plan: PitPlan,
    options: { group: number; candidatesMax: number },
    call: EngineCall,
  ): Promise<PitExplanation>;
  /**
   * What the data says about leaks: rows known before they happened, and how well each numeric or boolean feature alone
   * predicts a column of the spine that holds true and false, or 1 and 0 (`null` = none).
   */
  measureLeaks(plan: PitPlan, options: { label: string | null }, call: EngineCall): Promise<LeakMeasures>;
  /**
   * Joins sampled rows of the spine twice, over everything and over sources that end at each row's time, before any
   * transform runs, and compares all values. Floats that agree to nine digits (float32: six) are equal: sums of floats
   * depend on the order of their rows.
   */
  proveNoLeak(plan: PitPlan, options: ProofOptions, call: EngineCall): Promise<LeakProof>;
  /** Columns and row count of a spine file of the product's own; its path is relative to the write root. */
  describeSpine(source: FilesRelation, call: EngineCall): Promise<SourceDescription>;
  /** Writes the rows of a draft as one Parquet file at `path`, relative to the write root; whole or not at all. */
  writeSpine(draft: SpineDraft, path: string, call: EngineCall): Promise<WrittenSpine>;
  /**
   * Runs a point-in-time join over a spine file and writes its rows; without an output it only counts. No row passes
   * through the caller's memory. The same plan over the same files gives the same bytes.
   */
  writePit(plan: PitPlan, output: PitOutput | null, call: EngineCall): Promise<WrittenPit>;
  /** Runs a recipe of the product itself over one file; each output file appears whole or not at all. */
  prepareFiles(request: PrepareFiles, call: EngineCall): Promise<PreparedFiles>;
  /**
   * Checks rows and writes them as files of the offline store; each file appears whole or not at all, and belongs to
   * nobody until a commit names it. INVALID with the first 20 problems when rows are wrong and not to be set aside.
   * UNAVAILABLE when the disk is full.
   */
  writeRows(request: WriteRows, call: EngineCall): Promise<WrittenRows>;
  /** Writes rows of the store into other files, each row as it is. */
  rewriteRows(request: RewriteRows, call: EngineCall): Promise<WrittenRows>;
  /** One page of the rows of a commit, newest event first. */
  readHistory(request: ReadHistory, call: EngineCall): Promise<HistoryRows>;
  /** How many rows a request is about. */
  countHistory(request: HistoryRequest, call: EngineCall): Promise<CountedHistory>;
  /** All rows of a commit as one file, which the caller removes. */
  exportHistory(request: ExportHistory, call: EngineCall): Promise<ExportedHistory>;
  /** Removes what no commit names from a folder of the store. Only for who holds its write lock. */
  sweepFolder(request: SweepFolder, call: EngineCall): Promise<SweptFolder>;
  /** Whether the engine answers, within a second, or has answered in the last two. Never throws. */
  ping(): Promise<boolean>;
  /** Ends all children; running calls fail with UNAVAILABLE. */
  close(): Promise<void>;
}
