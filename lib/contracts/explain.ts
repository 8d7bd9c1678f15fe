import { z } from "zod";
import { KNOWLEDGE_MODES, type Knowledge, NULL_MODES } from "@/lib/core/pit/modes";
import { FATES } from "@/lib/core/pit/xray";
import type { WireCell } from "./preview";

const Column = z.string().min(1).max(200);
const FEATURES_MAX = 500;

/** What the x-ray of one cell takes, from the page and from the API alike. */
export const ExplainBody = z.strictObject({
  features: z
    .array(z.string().max(200))
    .min(1, "Name at least one feature")
    .max(FEATURES_MAX)
    .describe("References to features of one group."),
  keys: z.record(Column, z.unknown()).describe("One value for each join key."),
  time: z.string().max(64).nullable().describe("The moment to look at, RFC 3339 with its zone."),
  knowledge: z
    .enum(KNOWLEDGE_MODES)
    .default("event")
    .describe("`known`: rows that were not known by then do not count."),
  strict: z.boolean().default(false).describe("Only rows before the time count, none at it."),
  nulls: z
    .enum(NULL_MODES)
    .default("latest_row")
    .describe("`latest_non_null`: rows without a value are looked past; then name one feature."),
});
export type ExplainBody = z.output<typeof ExplainBody>;

/** What the page sends. */
export const ExplainAction = z.strictObject({ project: z.string(), body: ExplainBody });
export type ExplainAction = z.input<typeof ExplainAction>;

export const FateWord = z.enum(FATES);

/** One row of the key, in the order of `columns`. */
export interface ExplainedRow {
  event_time: string;
  created_time: string | null;
  /** Whether it became known only after the time. */
  known_later: boolean;
  values: WireCell[];
}

/** How a careless join reads the same table. */
export interface NaiveRow {
  /** `newest_row`: the newest row of the whole table. `latest_event`: by event time, created times ignored. */
  kind: "newest_row" | "latest_event";
  row: ExplainedRow | null;
  /** Whether it takes another row than the point-in-time join. */
  differs: boolean;
}

export interface ExplainResult {
  group: string;
  version: number;
  time: string | null;
  knowledge: Knowledge;
  ttl_seconds: number | null;
  /** The group's time columns. */
  event_time: string;
  created_time: string | null;
  columns: { name: string; type: string; unit: string | null; masked: boolean }[];
  /** Newest first; around the time. */
  candidates: (ExplainedRow & { fate: z.output<typeof FateWord> })[];
  /** Rows of the key in all, at or before the time and after it. */
  before_count: number;
  after_count: number;
  naive: NaiveRow[];
  sql: string;
  timing_ms: { phase: string; ms: number }[];
}
