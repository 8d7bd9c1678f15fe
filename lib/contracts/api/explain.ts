import { z } from "zod";
import { KNOWLEDGE_MODES } from "@/lib/core/pit/modes";
import { ExplainBody, type ExplainResult, FateWord } from "../explain";
import { operation } from "./operation";
import { ProjectPath } from "./paths";
import { CellValue } from "./preview";

const rowShape = {
  event_time: z.string(),
  created_time: z.string().nullable(),
  known_later: z.boolean().describe("It became known only after the time."),
  values: z.array(CellValue).describe("In the order of `columns`."),
};

const ExplainAnswer = z
  .object({
    group: z.string(),
    version: z.int(),
    time: z.string().nullable(),
    knowledge: z.enum(KNOWLEDGE_MODES),
    ttl_seconds: z.int().nullable(),
    event_time: z.string().describe("The group's event-time column."),
    created_time: z.string().nullable().describe("The group's created-time column, if it has one."),
    columns: z.array(
      z.object({ name: z.string(), type: z.string(), unit: z.string().nullable(), masked: z.boolean() }),
    ),
    candidates: z
      .array(z.object({ ...rowShape, fate: FateWord }))
      .describe("Rows of the key around the time, newest first, each with what became of it."),
    before_count: z.int().min(0).describe("Rows of the key at or before the time."),
    after_count: z.int().min(0).describe("Rows of the key after it."),
    naive: z
      .array(
        z.object({
          kind: z.enum(["newest_row", "latest_event"]),
          row: z.object(rowShape).nullable(),
          differs: z.boolean(),
        }),
      )
      .describe("What careless joins would have taken."),
    sql: z.string(),
    timing_ms: z.array(z.object({ phase: z.string(), ms: z.number() })),
  })
  .meta({ id: "ExplainAnswer" }) satisfies z.ZodType<ExplainResult>;

export const explainOperation = operation({
  id: "explainCell",
  tag: "preview",
  method: "POST",
  path: "/projects/{project}/explain",
  summary: "Why one key has its value at one time: the row that was chosen, and why the others were not",
  params: ProjectPath,
  body: ExplainBody.meta({
    id: "ExplainBody",
    examples: [
      { features: ["airport_departures:delay"], keys: { origin: "ATL" }, time: "2026-06-01T12:00:00Z" },
    ],
  }),
  response: ExplainAnswer,
});
