import { z } from "zod";
import { KNOWLEDGE_MODES, NULL_MODES } from "@/lib/core/pit/modes";
import { ROW_STATES } from "@/lib/core/pit/status";
import {
  PreviewBody,
  type PreviewResult,
  type RunState as PreviewRunState,
  RunId,
  SPINE_BYTES_MAX,
  type WireCell,
} from "../preview";
import { operation } from "./operation";
import { ProjectPath } from "./paths";

// Safe: a cell is JSON, and nobody but us makes one; describing its recursion would tell a reader nothing.
export const CellValue = z
  .unknown()
  .describe(
    "Lossless: 64-bit integers, decimals and times as text; NaN and infinities as words.",
  ) as z.ZodType<WireCell>;

const FeatureSource = z.object({
  state: z.enum(ROW_STATES),
  event_time: z.string().nullable(),
  created_time: z.string().nullable(),
  age_ms: z.number().nullable(),
  ended_at: z.string().optional().describe("When the row stopped being valid; only where it has ended."),
});

const Rows = z.int().min(0);

export const PreviewAnswer = z
  .object({
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        role: z.enum(["key", "time", "extra", "feature"]),
        group: z.int().nullable().describe("Index into `groups`; null for spine columns."),
        unit: z.string().nullable(),
        masked: z
          .boolean()
          .describe(
            "Values are masked: the feature carries a policy tag, or is computed from one that does.",
          ),
        expression: z.string().optional().describe("Only of features computed on demand: their expression."),
      }),
    ),
    rows: z.array(z.array(CellValue)),
    sources: z
      .array(
        z.array(
          FeatureSource.extend({
            features: z
              .array(FeatureSource)
              .optional()
              .describe("One per feature of the group, only where features look past nulls."),
            aggregates: z
              .array(
                z.object({
                  count: Rows,
                  first_event_time: z.string().nullable(),
                  last_event_time: z.string().nullable(),
                }),
              )
              .nullable()
              .describe("Of computed groups, per feature: the events or members that count."),
          }),
        ),
      )
      .describe("Per row, per group: the row that gave the values, or what they were computed from."),
    groups: z.array(
      z.object({
        name: z.string(),
        group: z.string(),
        version: z.int(),
        keys: z.array(z.string()).describe("The spine columns it is joined by."),
        join_keys: z.array(z.string()).describe("The join keys of the entity, in the order of `keys`."),
        ttl_seconds: z.int().nullable().describe("Rows older than this do not count; null = unlimited."),
        event_time: z.string().describe("The group's event-time column."),
        created_time: z.string().nullable().describe("The group's created-time column, if it has one."),
        strict: z.boolean().describe("Rows count only from after their event time on."),
        nulls: z.enum(NULL_MODES),
        tombstone: z.string().nullable().describe("The column that deletes an entity, if the group has one."),
        valid_to: z.string().nullable().describe("The column at which a row ends, if the group has one."),
        strategy: z.string(),
        reason: z.string(),
        compute: z.enum(["rows", "windows", "second_order"]),
        features: z.array(
          z.object({
            output: z.string(),
            expression: z.string().nullable().describe("What is computed, such as mean(delay)."),
            interval: z.string().nullable().describe("The window, literally: (t − 7 d, t]."),
            counts: z.object({
              PRESENT: Rows,
              NULL_VALUE: Rows,
              NOT_FOUND: Rows,
              OUTSIDE_MAX_AGE: Rows,
            }),
            isComputed: z.boolean().optional().describe("Whether it is computed on demand."),
          }),
        ),
      }),
    ),
    knowledge: z.enum(KNOWLEDGE_MODES),
    row_count: Rows.describe("Spine rows in all."),
    is_truncated: z.boolean(),
    explanation: z.array(z.string()).describe("The plan in sentences."),
    sql: z.string(),
    portable_sql: z
      .string()
      .nullable()
      .describe("The plan as portable SQL, its assumptions on top; null where it cannot be said in it."),
    timing_ms: z.array(z.object({ phase: z.string(), ms: z.number() })),
    warnings: z.array(
      z.object({ group: z.string().nullable(), code: z.string(), count: Rows, message: z.string() }),
    ),
  })
  .meta({ id: "PreviewAnswer" }) satisfies z.ZodType<PreviewResult>;

export const RunState = z
  .object({
    phase: z
      .string()
      .nullable()
      .describe("What it is doing; null while no preview of yours runs under this id, not yet or no more."),
    percent: z.number().min(0).max(100).nullable(),
  })
  .meta({ id: "RunState" }) satisfies z.ZodType<PreviewRunState>;

const RunPath = z.strictObject({ run_id: RunId });

/** JSON escapes may double the bytes of a spine. */
const PREVIEW_BODY_BYTES_MAX = 2 * SPINE_BYTES_MAX + 1024 * 1024;

export const previewOperation = operation({
  id: "previewFeatures",
  tag: "preview",
  method: "POST",
  path: "/projects/{project}/preview",
  summary: "Joins features to a spine as of each row's time; nothing is stored",
  params: ProjectPath,
  query: z.strictObject({
    run_id: RunId.optional().describe("An id of your own, to ask for progress and to cancel."),
  }),
  body: PreviewBody.meta({
    id: "PreviewBody",
    examples: [
      {
        features: ["airport_departures:delay"],
        spine: { columns: { origin: ["ATL", "ORD"], at: ["2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z"] } },
        time: "at",
      },
      {
        features: [
          "airport_departures:delay",
          {
            group: "airport_departures",
            as: "arrival",
            keys: { origin: "destination" },
            features: ["delay"],
          },
        ],
        spine: { columns: { origin: ["ATL"], destination: ["ORD"], at: ["2026-06-01T12:00:00Z"] } },
        time: "at",
        knowledge: "known",
      },
    ],
  }),
  bodyBytesMax: PREVIEW_BODY_BYTES_MAX,
  response: PreviewAnswer,
});

export const getPreviewRunOperation = operation({
  id: "getPreviewRun",
  tag: "preview",
  method: "GET",
  path: "/previews/{run_id}",
  summary: "How far a preview of yours is, or that it does not run",
  params: RunPath,
  response: RunState,
});

export const cancelPreviewRunOperation = operation({
  id: "cancelPreviewRun",
  tag: "preview",
  method: "DELETE",
  path: "/previews/{run_id}",
  summary: "Cancels a preview of yours; one that does not run stays as it is",
  params: RunPath,
  response: z.void(),
  status: 204,
});
