import "server-only";
import type { ErrorCode, FieldProblem } from "@/lib/core/errors";
import type { TypedColumn } from "@/lib/core/pit/cell";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import type {
  EngineProgress,
  EngineSpan,
  PitOutput,
  PrepareFiles,
  ProofOptions,
  SpineDraft,
} from "../engine";
import type {
  ExportHistory,
  HistoryRequest,
  ReadHistory,
  RewriteRows,
  SweepFolder,
  WriteRows,
} from "../stored";
import type { ResolvedFile } from "./paths";

/** What a child may use for one call. */
export interface CallLimits {
  memoryLimitMb: number;
  /** Resident memory of the child above which it gives up. */
  residentLimitMb: number;
  spillLimitMb: number;
  threads: number;
  /** Bytes of rows, roughly as JSON, that a result may hold. */
  resultBytesMax: number;
}

/** Files of each relation that a call reads, by the relation's path as written; each file of the store by its own. */
export type FilesByPath = Record<string, ResolvedFile[]>;

/** What a child can be asked. `files` are resolved and checked by the parent. */
export type EngineRequest =
  | { method: "ping" }
  | { method: "describeSource"; source: FilesRelation; files: FilesByPath }
  | { method: "sampleSource"; source: FilesRelation; rows: number; seed: number; files: FilesByPath }
  | { method: "describeSelect"; sql: string; inputs: Record<string, Relation>; files: FilesByPath }
  | {
      method: "inspectSelect";
      sql: string;
      times: { inputs: Record<string, string | null>; output: string | null };
    }
  | { method: "describeExpression"; expression: string; columns: TypedColumn[] }
  | { method: "runPit"; plan: PitPlan; files: FilesByPath }
  | { method: "explainPit"; plan: PitPlan; group: number; candidatesMax: number; files: FilesByPath }
  | { method: "measureLeaks"; plan: PitPlan; label: string | null; files: FilesByPath }
  | { method: "proveNoLeak"; plan: PitPlan; options: ProofOptions; files: FilesByPath }
  | { method: "writeSpine"; draft: SpineDraft; files: FilesByPath; outputPath: string }
  | {
      method: "writePit";
      plan: PitPlan;
      files: FilesByPath;
      /** Its folder is absolute. */
      output: PitOutput | null;
    }
  | { method: "prepareFiles"; request: PrepareFiles; outputPath: string }
  | { method: "writeRows"; request: WriteRows; files: FilesByPath; outputPath: string }
  | { method: "rewriteRows"; request: RewriteRows; files: FilesByPath; outputPath: string }
  | { method: "readHistory"; request: ReadHistory; files: FilesByPath }
  | { method: "countHistory"; request: HistoryRequest; files: FilesByPath }
  | { method: "exportHistory"; request: ExportHistory; files: FilesByPath; outputPath: string }
  | { method: "sweepFolder"; request: SweepFolder; outputPath: string };

export interface CallMessage {
  kind: "call";
  id: number;
  runId: string;
  traceparent: string | null;
  limits: CallLimits;
  request: EngineRequest;
}

export type ParentMessage = CallMessage | { kind: "interrupt"; id: number };

/** A failure as it crosses the process border. `detail` is for logs only. */
export interface WireFailure {
  code: ErrorCode;
  message: string;
  problems: FieldProblem[];
  detail: string | null;
}

export type ChildMessage =
  | { kind: "ready" }
  | { kind: "progress"; id: number; progress: EngineProgress }
  /** A slice of the arrays `rows` and `sources` of the result, in order, before `done`. */
  | { kind: "rows"; id: number; rows: unknown[]; sources: unknown[] }
  | { kind: "done"; id: number; result: Record<string, unknown>; spans: EngineSpan[] }
  /** `isLast`: the child ends with this call and takes no other. */
  | { kind: "failed"; id: number; failure: WireFailure; isLast?: boolean };
