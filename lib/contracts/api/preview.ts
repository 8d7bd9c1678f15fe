import { z } from "zod";
import { PreviewBody, type PreviewResult, RunId, SPINE_BYTES_MAX, type WireCell } from "../preview";
import { operation } from "./operation";
import { ProjectPath } from "./paths";

// Safe: a cell is JSON, and nobody but us makes one; describing its recursion would tell a reader nothing.
const Cell = z
  .unknown()
  .describe(
    "Lossless: 64-bit integers, decimals and times as text; NaN and infinities as words.",
  ) as z.ZodType<WireCell>;

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
    rows: z.array(z.array(Cell)),
    sources: z
      .array(
        z.array(
          z.object({
            state: z.enum(["FOUND", "NOT_FOUND", "OUTSIDE_MAX_AGE"]),
            event_time: z.string().nullable(),
            created_time: z.string().nullable(),
            age_ms: z.number().nullable(),
          }),
        ),
      )
      .describe("Per row, per group: the row that gave the values."),
    groups: z.array(
      z.object({
        name: z.string(),
        group: z.string(),
        version: z.int(),
        keys: z.array(z.string()).describe("The spine columns it is joined by."),
        ttl_seconds: z.int().nullable().describe("Rows older than this do not count; null = unlimited."),
        event_time: z.string().describe("The group's event-time column."),
        created_time: z.string().nullable().describe("The group's created-time column, if it has one."),
        strategy: z.string(),
        reason: z.string(),
        features: z.array(
          z.object({
            output: z.string(),
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
    row_count: Rows.describe("Spine rows in all."),
    is_truncated: z.boolean(),
    explanation: z.array(z.string()).describe("The plan in sentences."),
    sql: z.string(),
    timing_ms: z.array(z.object({ phase: z.string(), ms: z.number() })),
    warnings: z.array(
      z.object({ group: z.string().nullable(), code: z.string(), count: Rows, message: z.string() }),
    ),
  })
  .meta({ id: "PreviewAnswer" }) satisfies z.ZodType<PreviewResult>;

export const RunState = z
  .object({ phase: z.string(), percent: z.number().min(0).max(100).nullable() })
  .meta({ id: "RunState" });

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
  summary: "How far a preview of yours is, while it runs",
  params: RunPath,
  response: RunState,
});

export const cancelPreviewRunOperation = operation({
  id: "cancelPreviewRun",
  tag: "preview",
  method: "DELETE",
  path: "/previews/{run_id}",
  summary: "Cancels a preview of yours",
  params: RunPath,
  response: z.void(),
  status: 204,
});
