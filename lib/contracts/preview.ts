import { z } from "zod";
import { SPINE_BYTES_MAX } from "./preview-limits";

export { SPINE_BYTES_MAX };

export const PREVIEW_ROWS_MAX = 10_000;
export const PREVIEW_ROWS = 1_000;
const SAMPLE_ROWS_MAX = 100_000;

const Column = z.string().min(1).max(200);

/** Rows to which features are joined. */
export const SpineInput = z.union([
  z.strictObject({ columns: z.record(Column, z.array(z.unknown())) }),
  z.strictObject({ csv: z.string() }),
  z.strictObject({
    source: Column,
    sample: z.number().int().min(1).max(SAMPLE_ROWS_MAX),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31)
      .default(1),
    keep: z.array(Column).max(50).default([]),
  }),
]);
export type SpineInput = z.output<typeof SpineInput>;

/** What a point-in-time preview takes, from the page and from the API alike. */
export const PreviewBody = z.strictObject({
  features: z.array(z.string().max(200)).min(1, "Choose at least one feature").max(500),
  spine: SpineInput,
  /** The spine column that holds each row's time. */
  time: Column,
  /** IANA zone of spine times that carry none. */
  timezone: z.string().max(64).nullable().default(null),
  /** Later parts of the product add `known` and `commit`. */
  knowledge: z.literal("event").default("event"),
  rows_max: z.number().int().min(1).max(PREVIEW_ROWS_MAX).default(PREVIEW_ROWS),
  short_names: z.boolean().default(false),
});
export type PreviewBody = z.output<typeof PreviewBody>;

export const RunId = z.uuid();

/** CSV as a file: text in an action's arguments would grow by its escapes, and 20 MB could pass the limit. */
const CsvFile = z.file().max(SPINE_BYTES_MAX, "holds more than 20 MB");

/** What the page sends: the body of the API, except that CSV travels beside it. */
export const PreviewAction = z.strictObject({
  project: z.string(),
  run_id: RunId,
  body: PreviewBody,
  csv: CsvFile.nullable(),
});
export type PreviewAction = z.input<typeof PreviewAction>;
/** The same after parsing, defaults filled in. */
export type ParsedPreviewAction = z.output<typeof PreviewAction>;

/** A cell as it travels: lossless, see the value type of its column. */
export type WireCell = string | number | boolean | null | WireCell[] | { [field: string]: WireCell };

/** Which row of a group gave a spine row its values. */
export interface WireSource {
  state: "FOUND" | "NOT_FOUND" | "OUTSIDE_MAX_AGE";
  event_time: string | null;
  created_time: string | null;
  age_ms: number | null;
}

export interface WireColumn {
  name: string;
  type: string;
  role: "key" | "time" | "extra" | "feature";
  /** Index into `groups`; `null` for spine columns. */
  group: number | null;
  unit: string | null;
  /** Values are masked: the feature carries a policy tag, or is computed from one that does. */
  masked: boolean;
  /** Only of features computed on demand: their expression. */
  expression?: string;
}

export interface PreviewResult {
  columns: WireColumn[];
  rows: WireCell[][];
  /** Per row, per group. */
  sources: WireSource[][];
  groups: {
    name: string;
    group: string;
    version: number;
    /** The spine columns it is joined by. */
    keys: string[];
    /** Rows older than this at the spine time do not count; `null` = unlimited. */
    ttl_seconds: number | null;
    /** The group's time columns. */
    event_time: string;
    created_time: string | null;
    strategy: string;
    reason: string;
    features: {
      output: string;
      counts: Record<"PRESENT" | "NULL_VALUE" | "NOT_FOUND" | "OUTSIDE_MAX_AGE", number>;
      isComputed?: boolean;
    }[];
  }[];
  row_count: number;
  is_truncated: boolean;
  /** The plan in sentences. */
  explanation: string[];
  sql: string;
  timing_ms: { phase: string; ms: number }[];
  warnings: { group: string | null; code: string; count: number; message: string }[];
}

/** What the progress of a running preview looks like. */
export interface RunProgress {
  phase: string;
  percent: number | null;
}
