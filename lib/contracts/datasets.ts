import { z } from "zod";
import { isDatasetName } from "@/lib/core/datasets/name";
import { AGGREGATION_FUNCTIONS } from "@/lib/core/model/definitions";
import { durationSeconds } from "@/lib/core/model/duration";
import { KNOWLEDGE_MODES } from "@/lib/core/pit/modes";
import { ObjectName } from "./api/values";
import { AsOfText } from "./offline";
import { PreviewBody, RunId } from "./preview";

export const SPINE_FORMATS = ["csv", "parquet"] as const;
export type SpineFormat = (typeof SPINE_FORMATS)[number];
export const DATASET_FORMATS = ["parquet", "csv"] as const;

const SAMPLE_ROWS_MAX = 10_000_000;
const SQL_LENGTH_MAX = 100_000;
const SHARDS_MAX = 1000;

const Column = z.string().min(1).max(200);
const Moment = z.iso.datetime({ offset: true, error: "is not an RFC 3339 time with its zone" });
const Duration = z
  .string()
  .refine((text) => durationSeconds(text) !== null, "is not a duration such as 7d or 24h");
const Seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31)
  .default(1);
const Rate = z.number().gt(0, "is above 0").max(1, "is at most 1");

export const DatasetName = ObjectName.refine(isDatasetName, "is a word of its own; choose another name");

/** Rows to which features are joined: a file sent before, one SELECT, a grid of times, or rows of a source. */
const DatasetSpine = z.union([
  z.strictObject({ upload: z.uuid("is not the id of an upload") }),
  z.strictObject({ sql: z.string().min(1).max(SQL_LENGTH_MAX) }),
  z.strictObject({
    grid: z.strictObject({
      source: Column,
      keys: z.array(Column).min(1).max(20),
      start: Moment,
      end: Moment,
      every: Duration,
    }),
  }),
  z.strictObject({
    source: Column,
    sample: z.number().int().min(1).max(SAMPLE_ROWS_MAX),
    seed: Seed,
    keep: z.array(Column).max(200).default([]),
  }),
]);
export type DatasetSpine = z.output<typeof DatasetSpine>;

const Split = z.strictObject({
  train_until: Moment,
  validation_until: Moment.nullable().default(null),
  gap: Duration.nullable().default(null),
  column: Column.default("split"),
});

const Sample = z.strictObject({
  rate: Rate,
  seed: Seed,
  by: Column.nullable().default(null),
  rates: z.record(z.string(), Rate).default({}),
  weight: Column.default("weight"),
});

const { features, time, timezone, short_names } = PreviewBody.shape;

export const DATASET_KNOWLEDGE = [...KNOWLEDGE_MODES, "commit"] as const;
const knowledge = z
  .enum(DATASET_KNOWLEDGE)
  .default("event")
  .describe("`commit`: rows as the offline store held them at `at`, by their event time.");
const at = AsOfText.nullable()
  .default(null)
  .describe("With `commit`: a time, or the commit of the only group; without it, the latest.");

/** A label that is counted in (t, t + window] after each spine time; it is in no feature and in no service. */
const DeclaredLabel = z.strictObject({
  name: ObjectName.describe("Of the output column."),
  entity: ObjectName.describe("Whose join keys the events and the spine share."),
  keys: z
    .record(Column, Column)
    .nullable()
    .default(null)
    .describe("Which spine column holds which join key."),
  source: ObjectName.describe("The source of the events that are counted."),
  fn: z.enum(AGGREGATION_FUNCTIONS),
  column: Column.nullable().default(null),
  where: z.string().min(1).max(2_000).nullable().default(null),
  parameter: z.number().nullable().default(null),
  window: Duration,
  matures_after: Duration.nullable()
    .default(null)
    .describe("How long after its time an observation is left out; the window without it."),
  observed_until: Moment.nullable()
    .default(null)
    .describe("Up to when events have been seen; the newest event of the source without it."),
});
export type DeclaredLabel = z.output<typeof DeclaredLabel>;

/** What is joined to what: all of a dataset but its name and its files. */
const JoinShape = {
  features,
  time,
  timezone,
  label: z
    .union([Column, DeclaredLabel])
    .nullable()
    .default(null)
    .describe("What is learnt: a column of the spine, or what is counted after each of its times."),
  knowledge,
  at,
  short_names,
  since: Moment.nullable().default(null).describe("Spine rows before are left out."),
  split: Split.nullable().default(null),
  sample: Sample.nullable().default(null),
};

/** A dry run: how much would be found. */
export const CoverageBody = z.strictObject({ ...JoinShape, spine: DatasetSpine });
export type CoverageBody = z.output<typeof CoverageBody>;

/** A join whose spine is the body and whose answer is a file; lists are separated by commas. */
export const HistoricalQuery = z.strictObject({
  features: z
    .string()
    .max(100_000)
    .default("")
    .transform((text) => text.split(",").filter(Boolean))
    .pipe(z.array(z.string().max(200)).max(500))
    .describe("References, separated by commas."),
  service: ObjectName.optional().describe("Every feature of this service, as it pins them."),
  time,
  timezone,
  knowledge,
  at,
  short_names: z.stringbool().default(false),
});

/** What a training dataset is built from. */
export const DatasetBody = z.strictObject({
  name: DatasetName,
  ...JoinShape,
  spine: DatasetSpine,
  format: z.enum(DATASET_FORMATS).default("parquet"),
  shards: z.number().int().min(1).max(SHARDS_MAX).default(1),
});
export type DatasetBody = z.output<typeof DatasetBody>;

/** What the pages send for one dataset: its name or `name@vN`. */
export const DatasetAction = z.strictObject({ project: z.string(), dataset: z.string().max(100) });
export type DatasetAction = z.output<typeof DatasetAction>;

/** What the builder sends. */
export const CoverageAction = z.strictObject({
  project: z.string(),
  run_id: RunId,
  body: CoverageBody,
});
export type CoverageAction = z.input<typeof CoverageAction>;

export const BuildAction = z.strictObject({ project: z.string(), body: DatasetBody });
export type BuildAction = z.input<typeof BuildAction>;
