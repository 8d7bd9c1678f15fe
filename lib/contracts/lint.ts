import { z } from "zod";
import { SpineInput } from "./preview";

const Column = z.string().min(1).max(200);

const References = z.array(z.string().max(200)).max(500);

/** What the linter takes. Without a spine it looks at definitions alone, with one at data too. */
export const LintBody = z.strictObject({
  features: References.default([]).describe("References, as in a preview."),
  service: Column.nullable().default(null).describe("A feature service, in place of references."),
  label_of: z
    .string()
    .max(200)
    .regex(/^[a-z0-9_]+\.[^.]+$/, "is not a table and its column, such as flights.delay")
    .nullable()
    .default(null)
    .describe("The column that is to be predicted: `table.column` of a source or group."),
  split: z.boolean().default(false).describe("The features are for a dataset that is split."),
  spine: SpineInput.nullable().default(null).describe("Rows to join to; looks at the data as well."),
  time: Column.nullable().default(null).describe("The spine column that holds each row's time."),
  timezone: z.string().max(64).nullable().default(null),
  label: Column.nullable()
    .default(null)
    .describe("The spine column with the label: true and false, or 1 and 0."),
});
export type LintBody = z.output<typeof LintBody>;

export interface LeakFindingWire {
  rule: string;
  severity: "error" | "warning" | "note";
  title: string;
  group: string;
  version: number | null;
  feature: string | null;
  what: string;
  why: string;
  fix: string;
  line: number | null;
  column: number | null;
  silenced: boolean;
}

export interface LintResult {
  findings: LeakFindingWire[];
  /** How well each feature alone predicts the label; [] without one. `auc: null` = too few rows. */
  predictors: { group: string; feature: string; auc: number | null; positives: number; negatives: number }[];
  /** Groups whose data was not looked at, and why. */
  not_checked: { group: string; reason: string }[];
}
