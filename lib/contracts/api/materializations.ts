import { z } from "zod";
import { LEDGER_REASONS, LEDGER_STATES } from "@/lib/core/materialization/ledger";
import { RUN_STATUSES, TASK_STAGES, TASK_STATUSES } from "@/lib/core/materialization/run";
import { operation } from "./operation";
import { GroupPath, ProjectPath } from "./paths";
import { Cursor, Instant, Limit, ObjectName, pageOf, VersionNumber } from "./values";

const Rows = z.int().min(0);
const Version = VersionNumber.optional().describe("The group's version; the latest without it.");
const Moment = z.iso.datetime({ offset: true, error: "is not an RFC 3339 time with its zone" });

export const MaterializationTaskItem = z
  .object({
    position: z.int().min(1),
    group: z.string(),
    version: z.int().min(1),
    start: Instant,
    end: Instant,
    status: z.enum(TASK_STATUSES),
    stage: z.enum(TASK_STAGES).describe("The stage it is at, or failed at."),
    phase: z.string().nullable().describe("What the engine is doing."),
    percent: z.number().nullable(),
    commit: z.int().min(1).nullable(),
    rows: Rows.nullable(),
    error: z.string().nullable().describe("Of a skipped one: why."),
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
  })
  .meta({ id: "MaterializationTask" });

export const MaterializationItem = z
  .object({
    id: z.uuid(),
    project: z.string(),
    group: z.string(),
    version: z.int().min(1),
    status: z.enum(RUN_STATUSES),
    percent: z.number(),
    attempt: z.int().min(0),
    retries: z.int().min(0),
    not_before: Instant.nullable().describe("Of a queued one: when it is tried again."),
    cancel_requested: z.boolean(),
    scheduled_for: Instant.nullable(),
    error: z.string().nullable(),
    created_by: z.string(),
    created_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    tasks: z.array(MaterializationTaskItem).describe("In the order in which they are computed."),
  })
  .meta({ id: "Materialization" });

export const RunLineItem = z
  .object({ at: Instant, level: z.enum(["info", "error"]), message: z.string() })
  .meta({ id: "MaterializationLine" });

export const startMaterializationOperation = operation({
  id: "startMaterialization",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/groups/{group}/materializations",
  summary: "Computes rows of a group for an interval of event times, in the background",
  params: GroupPath,
  body: z
    .strictObject({
      version: Version,
      start: Moment.optional().describe("Event times from here on; without it only with `incremental`."),
      end: Moment.optional().describe("Event times before this; now without it."),
      incremental: z.boolean().default(false).describe("From where everything that is computed ends."),
      only: z
        .enum(["missing", "outdated"])
        .optional()
        .describe("Of the interval, only what was never computed, or also what is stale."),
      upstream: z.boolean().default(false).describe("Also what the group is computed from, before it."),
      downstream: z.boolean().default(false).describe("Also what is computed from the group, after it."),
    })
    .meta({
      id: "MaterializeBody",
      examples: [{ start: "2026-06-01T00:00:00Z", end: "2026-06-08T00:00:00Z", upstream: false }],
    }),
  response: MaterializationItem,
  status: 201,
});

export const listGroupMaterializationsOperation = operation({
  id: "listGroupMaterializations",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/groups/{group}/materializations",
  summary: "Materialization runs of a group, newest first",
  params: GroupPath,
  query: z.strictObject({ limit: Limit, cursor: Cursor }),
  response: pageOf("GroupMaterializationPage", MaterializationItem),
});

export const listMaterializationsOperation = operation({
  id: "listMaterializations",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/materializations",
  summary: "Materialization runs of a project, newest first",
  params: ProjectPath,
  query: z.strictObject({ limit: Limit, cursor: Cursor }),
  response: pageOf("MaterializationPage", MaterializationItem),
});

const RunPath = z.strictObject({ project: ObjectName, id: z.uuid("is not an id") });

export const getMaterializationOperation = operation({
  id: "getMaterialization",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/materializations/{id}",
  summary: "A materialization run: its steps, how far it is, what it has to tell",
  params: RunPath,
  response: MaterializationItem.extend({ lines: z.array(RunLineItem) }).meta({ id: "MaterializationDetail" }),
});

export const cancelMaterializationOperation = operation({
  id: "cancelMaterialization",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/materializations/{id}/cancel",
  summary: "Stops a run; what it has committed stays",
  params: RunPath,
  body: z.strictObject({}).meta({ id: "CancelMaterializationBody", examples: [{}] }),
  response: MaterializationItem,
});

export const resumeMaterializationOperation = operation({
  id: "resumeMaterialization",
  tag: "data",
  method: "POST",
  path: "/projects/{project}/materializations/{id}/resume",
  summary: "Goes on with a run that failed or was cancelled, at the first interval that is not committed",
  params: RunPath,
  body: z.strictObject({}).meta({ id: "ResumeMaterializationBody", examples: [{}] }),
  response: MaterializationItem,
});

export const IntervalItem = z
  .object({
    start: Instant,
    end: Instant,
    state: z.enum(LEDGER_STATES),
    reason: z
      .enum(LEDGER_REASONS)
      .nullable()
      .describe("never computed; dropped by retention; the definition changed; something upstream changed."),
    commit: z.int().min(1).nullable(),
    times: z.int().min(0).describe("How often it was computed; more than once is a restatement."),
    upstream: z.string().nullable().describe("The group that changed."),
  })
  .meta({ id: "Interval" });

export const listIntervalsOperation = operation({
  id: "listIntervals",
  tag: "data",
  method: "GET",
  path: "/projects/{project}/groups/{group}/intervals",
  summary: "What is computed, missing and stale of a group",
  params: GroupPath,
  query: z.strictObject({
    version: Version,
    start: Moment.optional().describe("Without it, where the first computed interval starts."),
    end: Moment.optional().describe("Without it, now."),
  }),
  response: z
    .object({
      version: z.int().min(1),
      emit_seconds: z.int().min(1).nullable().describe("Distance of rows that are made at ticks."),
      refusal: z.string().nullable().describe("Why the group cannot be materialized; null: it can."),
      items: z.array(IntervalItem).describe("Ascending, without gap."),
    })
    .meta({ id: "Intervals" }),
});
