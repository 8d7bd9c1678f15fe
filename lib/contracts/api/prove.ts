import { z } from "zod";
import { RunId } from "../preview";
import { SPINE_BYTES_MAX } from "../preview-limits";
import { ProveBody, type ProveResult } from "../prove";
import { operation } from "./operation";
import { ProjectPath } from "./paths";
import { CellValue } from "./preview";

const Count = z.int().min(0);
const TypedColumn = z.object({ name: z.string(), type: z.string() });

const ProofAnswer = z
  .object({
    time_count: Count.describe("Distinct times that were looked at."),
    row_count: Count.describe("Spine rows at these times."),
    cell_count: Count.describe("Values that were compared."),
    changed_count: Count.describe("Values that rows after their time change."),
    changed: z
      .array(
        z.object({
          group: z.string(),
          version: z.int(),
          feature: z.string(),
          type: z.string(),
          masked: z.boolean(),
          row: Count.describe("Number of the spine row, from 0."),
          time: z.string(),
          keys: z.array(z.object({ name: z.string(), value: CellValue })),
          value: CellValue,
          without_later: CellValue.describe("The value without rows after the time."),
          later: z
            .array(
              z.object({
                source: z.string(),
                of_key: z.boolean().describe("Otherwise any row of the source may have leaked."),
                count: Count,
                masked: z.boolean(),
                columns: z.array(TypedColumn),
                rows: z.array(z.array(CellValue)).describe("The first few."),
              }),
            )
            .describe("Rows of the sources after the time."),
        }),
      )
      .describe("The first hundred."),
    uncut_sources: z.array(z.string()).describe("Sources without a time to cut them at."),
  })
  .meta({ id: "ProofAnswer" }) satisfies z.ZodType<ProveResult>;

export const proveOperation = operation({
  id: "proveNoLeak",
  tag: "preview",
  method: "POST",
  path: "/projects/{project}/prove",
  summary: "Joins rows again without anything that lies after their time, and compares every value",
  params: ProjectPath,
  query: z.strictObject({
    run_id: RunId.optional().describe("An id of your own, to ask for progress and to cancel."),
  }),
  body: ProveBody.meta({
    id: "ProveBody",
    examples: [
      {
        features: ["airport_departures:delay"],
        spine: { columns: { origin: ["ATL"], at: ["2026-06-01T12:00:00Z"] } },
        time: "at",
      },
    ],
  }),
  bodyBytesMax: 2 * SPINE_BYTES_MAX + 1024 * 1024,
  response: ProofAnswer,
});
