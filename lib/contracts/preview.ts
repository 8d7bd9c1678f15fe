import { z } from "zod";
import { isName, parseFeatureRef } from "@/lib/core/model/ref";
import { KNOWLEDGE_MODES, type Knowledge, NULL_MODES, type NullMode } from "@/lib/core/pit/modes";
import type { RowState } from "@/lib/core/pit/status";
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

/** One group, or one role of it, joined in its own way. */
export const PreviewGroupInput = z.strictObject({
  group: z
    .string()
    .max(200)
    .refine((text) => parseFeatureRef(`${text}:*`) !== null, "Is no group: group or group@v2")
    .describe("The group, with its version if it is pinned: airport_load@v2."),
  as: z
    .string()
    .refine(isName, "Is no name")
    .optional()
    .describe("The prefix of the output columns, in place of the group's name."),
  keys: z.record(Column, Column).optional().describe("Which spine column holds which join key."),
  features: z.array(Column).min(1).max(500).optional().describe("Without it, all features of the group."),
  strict: z
    .boolean()
    .optional()
    .describe("Rows count from after their event time on, instead of from it on."),
  nulls: z
    .enum(NULL_MODES)
    .optional()
    .describe("Whether a null in the newest row stays, or each feature takes its newest row with a value."),
});
export type PreviewGroupInput = z.output<typeof PreviewGroupInput>;

/** A feature service: all that it pins, with its aliases and key maps. */
const PreviewServiceInput = z.strictObject({ service: Column });

/** A reference in a line of text, a group with its options, or a feature service. */
export const PreviewFeature = z.union([z.string().max(200), PreviewGroupInput, PreviewServiceInput]);
export type PreviewFeature = z.output<typeof PreviewFeature>;

/** What a point-in-time preview takes, from the page and from the API alike. */
export const PreviewBody = z.strictObject({
  features: z.array(PreviewFeature).min(1, "Choose at least one feature").max(500),
  spine: SpineInput,
  /** The spine column that holds each row's time. */
  time: Column,
  /** IANA zone of spine times that carry none. */
  timezone: z.string().max(64).nullable().default(null),
  /** `event`: rows count from their event time on; `known`: only once their created time has come, too. */
  knowledge: z.enum(KNOWLEDGE_MODES).default("event"),
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

/** Which row decided about a value. */
export interface WireFeatureSource {
  state: RowState;
  event_time: string | null;
  created_time: string | null;
  age_ms: number | null;
  /** When that row stopped being valid; only where the state is `ENDED`. */
  ended_at?: string;
}

/** Which row of a group gave a spine row its values. */
export interface WireSource extends WireFeatureSource {
  /** One per feature of the group, in the order of its columns; only where features look past nulls. */
  features?: WireFeatureSource[];
  /** Of computed groups, per feature: what its value was made of instead of one row; else `null`. */
  aggregates: { count: number; first_event_time: string | null; last_event_time: string | null }[] | null;
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
    /** The join keys of the entity, in the order of `keys`. */
    join_keys: string[];
    /** Rows older than this at the spine time do not count; `null` = unlimited. */
    ttl_seconds: number | null;
    /** The group's time columns. */
    event_time: string;
    created_time: string | null;
    /** Whether rows count only from after their event time on. */
    strict: boolean;
    nulls: NullMode;
    /** The columns that delete an entity and that end a row, if the group has them. */
    tombstone: string | null;
    valid_to: string | null;
    strategy: string;
    reason: string;
    /** `rows`: values of one row; `windows`: of the events of an interval; `second_order`: of members. */
    compute: "rows" | "windows" | "second_order";
    features: {
      output: string;
      /** What is computed, such as `mean(delay) where late`; `null` of plain rows. */
      expression: string | null;
      /** The window's literal interval, such as `(t − 7 d, t]`; `null` without one. */
      interval: string | null;
      counts: Record<"PRESENT" | "NULL_VALUE" | "NOT_FOUND" | "OUTSIDE_MAX_AGE", number>;
      isComputed?: boolean;
    }[];
  }[];
  knowledge: Knowledge;
  row_count: number;
  is_truncated: boolean;
  /** The plan in sentences. */
  explanation: string[];
  sql: string;
  /** The plan as portable SQL; `null` where a group cannot be said in it. */
  portable_sql: string | null;
  timing_ms: { phase: string; ms: number }[];
  warnings: { group: string | null; code: string; count: number; message: string }[];
}

/** What the progress of a running preview looks like. */
export interface RunProgress {
  phase: string;
  percent: number | null;
}

/** The same for whoever asks by its id: `phase` null = nothing of theirs runs under it, not yet or no more. */
export interface RunState {
  phase: string | null;
  percent: number | null;
}
