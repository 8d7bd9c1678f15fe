import { z } from "zod";
import { FILES_BODY_BYTES_MAX, PlanBody } from "./definitions";
import { operation } from "./operation";
import { ProjectPath } from "./paths";
import { CellValue } from "./preview";

export const TestResults = z
  .object({
    passed: z.int().min(0),
    failed: z.int().min(0),
    tests: z.array(
      z.object({
        name: z.string(),
        group: z.string(),
        version: z.int().min(1).nullable().describe("null = the group as the files define it."),
        file: z.string(),
        line: z.int().min(1),
        passed: z.boolean(),
        differences: z
          .array(z.object({ feature: z.string(), type: z.string(), expected: CellValue, got: CellValue }))
          .describe("Features whose value is not the expected one."),
        failure: z.string().nullable().describe("Why the test could not be run."),
      }),
    ),
  })
  .meta({ id: "TestResults" });
export type TestResults = z.output<typeof TestResults>;

export const testOperation = operation({
  id: "testDefinitions",
  tag: "definitions",
  method: "POST",
  path: "/projects/{project}/test",
  summary: "Runs the tests in these files over the rows that they give; nothing is stored",
  params: ProjectPath,
  body: z.strictObject({ files: PlanBody.shape.files }).meta({
    id: "TestBody",
    examples: [
      {
        files: [
          {
            path: "tests.yaml",
            text: [
              "kind: test",
              "name: late_is_more_than_15_minutes",
              "group: airport_departures",
              "rows: {flights: [{origin: ATL, departed_at: 2026-06-01T10:00:00Z, delay: 16}]}",
              "keys: {origin: ATL}",
              "at: 2026-06-01T12:00:00Z",
              "expect: {delay: 16, late: true}",
              "",
            ].join("\n"),
          },
        ],
      },
    ],
  }),
  bodyBytesMax: FILES_BODY_BYTES_MAX,
  response: TestResults,
});
