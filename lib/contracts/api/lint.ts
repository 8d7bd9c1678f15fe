import { z } from "zod";
import { LintBody, type LintResult } from "../lint";
import { SPINE_BYTES_MAX } from "../preview-limits";
import { operation } from "./operation";
import { ProjectPath } from "./paths";

const Place = z.int().min(1).nullable();

export const LintAnswer = z
  .object({
    findings: z.array(
      z.object({
        rule: z.string().describe("The rule's id, to name under `silence`."),
        severity: z.enum(["error", "warning", "note"]),
        title: z.string(),
        group: z.string(),
        version: z.int().nullable(),
        feature: z.string().nullable(),
        what: z.string(),
        why: z.string(),
        fix: z.string(),
        line: Place.describe("In the group's transform."),
        column: Place,
        silenced: z.boolean(),
      }),
    ),
    predictors: z
      .array(
        z.object({
          group: z.string(),
          feature: z.string(),
          auc: z.number().nullable().describe("Area under the ROC curve; null = too few rows of a label."),
          positives: z.int().min(0),
          negatives: z.int().min(0),
        }),
      )
      .describe("How well each numeric or boolean feature alone predicts the label."),
    not_checked: z.array(z.object({ group: z.string(), reason: z.string() })),
  })
  .meta({ id: "LintAnswer" }) satisfies z.ZodType<LintResult>;

export const lintOperation = operation({
  id: "lintFeatures",
  tag: "preview",
  method: "POST",
  path: "/projects/{project}/lint",
  summary: "Looks for leaks of the future in definitions and, with a spine, in data",
  params: ProjectPath,
  body: LintBody.meta({
    id: "LintBody",
    examples: [{ features: ["airport_departures:*"], label_of: "flights.delay" }],
  }),
  bodyBytesMax: 2 * SPINE_BYTES_MAX + 1024 * 1024,
  response: LintAnswer,
});
