import { z } from "zod";
import { AGGREGATION_FUNCTIONS } from "@/lib/core/model/definitions";

/** A column of a fixture and its value type, as definitions write it. */
const Columns = z.record(z.string(), z.string());

/** One feature that is computed over one window; `window` is a duration or `lifetime`. */
const Aggregation = z.strictObject({
  name: z.string(),
  fn: z.enum(AGGREGATION_FUNCTIONS),
  column: z.string().nullable(),
  window: z.string(),
  where: z.string().nullable(),
  bounds: z.enum(["(]", "[)"]),
  empty: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  parameter: z.number().nullable(),
});

const Group = z.strictObject({
  /** First half of the output columns. */
  name: z.string(),
  group: z.string(),
  version: z.int().nullable(),
  file: z.string(),
  keys: Columns,
  /** Key → spine column, where the names differ. */
  key_map: z.record(z.string(), z.string()).nullable(),
  event_time: z.string(),
  created_time: z.string().nullable(),
  tombstone: z.string().nullable(),
  /** A duration; `0` stands for the mistake that it is. */
  ttl: z.string().nullable(),
  strict: z.boolean(),
  nulls: z.enum(["latest_row", "latest_non_null"]),
  /** Feature → its type. */
  features: Columns,
  aggregations: z.array(Aggregation).nullable(),
});

const Source = z.strictObject({
  event_time: z.string().nullable(),
  created_time: z.string().nullable(),
  age_ms: z.number().nullable(),
});

/**
 * One rule of the conformance suite, as any engine can read it: which files are joined how, and what must come out.
 * The file is `request.json` beside the Parquet files that it names.
 */
export const ConformanceCase = z.strictObject({
  rule: z.int().min(1),
  title: z.string().min(1),
  knowledge: z.enum(["event", "known"]),
  /** How often the request runs; every run gives the same. */
  repeat: z.int().min(1),
  spine: z.strictObject({ file: z.string(), time: z.string(), columns: Columns }),
  groups: z.array(Group).min(1),
  /** Either what comes out, or the path of the problem with which the request is refused. */
  expect: z.union([
    z.strictObject({
      file: z.string(),
      /** The features, in the order of the output; the file holds them beside the spine's columns. */
      columns: z.array(z.string()).min(1),
      /** One status per feature for each spine row; `null` = values alone decide. */
      status: z.array(z.array(z.string())).nullable(),
      /** Times and age per group for each spine row; `null` = not compared. */
      sources: z.array(z.record(z.string(), Source)).nullable(),
    }),
    z.strictObject({ refused: z.string() }),
  ]),
});
export type ConformanceCase = z.output<typeof ConformanceCase>;

export const RunRuleInput = z.strictObject({ rule: z.int().min(1) });
export type RunRuleInput = z.output<typeof RunRuleInput>;

/** How one rule went on one plan shape; no difference = passed. */
export interface RuleRun {
  shape: string;
  differences: string[];
}
