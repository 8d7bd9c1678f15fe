import { z } from "zod";
import { Certificate, CheckResult, CoverageAnswer, DatasetResult } from "../dataset-result";
import { CoverageBody, DatasetBody, HistoricalQuery, SPINE_FORMATS } from "../datasets";
import { PreviewFeature, RunId } from "../preview";
import { FileContent, operation } from "./operation";
import { ProjectPath } from "./paths";
import { Cursor, Instant, Limit, pageOf } from "./values";

/** How a spine is sent. */
export const SPINE_MEDIA_TYPES = {
  csv: "text/csv",
  parquet: "application/vnd.apache.parquet",
} as const;
export const FILE_MEDIA_TYPES: readonly string[] = Object.values(SPINE_MEDIA_TYPES);

const Ref = z
  .string()
  .min(1)
  .max(100)
  .describe("The id of a version, or a name: `delays` for its latest built version, `delays@v2`.");
const DatasetPath = z.strictObject({ ...ProjectPath.shape, dataset: Ref });

const DatasetRun = z.object({
  id: z.uuid(),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled"]),
  phase: z.string(),
  percent: z.number().min(0).max(100).nullable(),
  error: z.string().nullable(),
});

export const DatasetHeadItem = z
  .object({
    id: z.uuid(),
    name: z.string(),
    version: z.int().min(1),
    status: z.enum(["queued", "building", "built", "failed", "cancelled", "deleted"]),
    row_count: z.int().min(0).nullable(),
    created_by: z.string(),
    created_at: Instant,
    built_at: Instant.nullable(),
    features: z.array(PreviewFeature),
  })
  .meta({ id: "DatasetHead" });

export const DatasetItem = z
  .object({
    ...DatasetHeadItem.shape,
    // As it was sent, defaults filled in.
    request: z.record(z.string(), z.unknown()),
    run: DatasetRun,
    certificate: Certificate.nullable(),
    result: DatasetResult.nullable(),
    checks: z.array(
      z.object({
        id: z.uuid(),
        created_by: z.string(),
        created_at: Instant,
        run: DatasetRun,
        result: CheckResult.nullable(),
      }),
    ),
  })
  .meta({ id: "Dataset" });

export const UploadItem = z
  .object({
    id: z.uuid(),
    format: z.enum(SPINE_FORMATS),
    bytes: z.int().min(0),
    sha256: z.string(),
  })
  .meta({ id: "Upload" });

const EXAMPLE = {
  features: ["airport_departures:delay"],
  spine: { sql: "SELECT origin, departed_at AS at, delay > 15 AS late FROM flights" },
  time: "at",
  label: "late",
};

export const uploadSpineOperation = operation({
  id: "uploadSpine",
  tag: "datasets",
  method: "POST",
  path: "/projects/{project}/uploads",
  summary: "Sends a spine, to be named in a dataset of yours within a day",
  params: ProjectPath,
  body: FileContent,
  bodyMediaTypes: FILE_MEDIA_TYPES,
  response: UploadItem,
  status: 201,
});

export const coverDatasetOperation = operation({
  id: "coverDataset",
  tag: "datasets",
  method: "POST",
  path: "/projects/{project}/datasets/coverage",
  summary: "How much a dataset would find; the join is run and nothing is stored",
  params: ProjectPath,
  query: z.strictObject({
    run_id: RunId.optional().describe("An id of your own, to ask for progress and to cancel (previews)."),
  }),
  body: CoverageBody.meta({ id: "CoverageBody", examples: [EXAMPLE] }),
  response: CoverageAnswer,
});

export const buildDatasetOperation = operation({
  id: "buildDataset",
  tag: "datasets",
  method: "POST",
  path: "/projects/{project}/datasets",
  summary: "Takes a training dataset to be built: a new version of its name, and the run that builds it",
  params: ProjectPath,
  body: DatasetBody.meta({ id: "DatasetBody", examples: [{ name: "delays", ...EXAMPLE }] }),
  response: z
    .object({ id: z.uuid(), name: z.string(), version: z.int(), run_id: z.uuid() })
    .meta({ id: "RequestedDataset" }),
  status: 202,
});

export const listDatasetsOperation = operation({
  id: "listDatasets",
  tag: "datasets",
  method: "GET",
  path: "/projects/{project}/datasets",
  summary: "The latest version of every training dataset, newest first",
  params: ProjectPath,
  query: z.strictObject({ limit: Limit, cursor: Cursor }),
  response: pageOf("DatasetPage", DatasetHeadItem),
});

export const getDatasetOperation = operation({
  id: "getDataset",
  tag: "datasets",
  method: "GET",
  path: "/projects/{project}/datasets/{dataset}",
  summary: "One version of a training dataset: its run, and once built its certificate and figures",
  params: DatasetPath,
  response: DatasetItem,
});

export const cancelDatasetOperation = operation({
  id: "cancelDataset",
  tag: "datasets",
  method: "POST",
  path: "/projects/{project}/datasets/{dataset}/cancel",
  summary: "Stops a build; nothing of it is kept",
  params: DatasetPath,
  response: z.void(),
  status: 204,
});

export const deleteDatasetOperation = operation({
  id: "deleteDataset",
  tag: "datasets",
  method: "DELETE",
  path: "/projects/{project}/datasets/{dataset}",
  summary: "Deletes the rows of a built dataset; its certificate stays",
  params: DatasetPath,
  response: z.void(),
  status: 204,
});

export const verifyDatasetOperation = operation({
  id: "verifyDataset",
  tag: "datasets",
  method: "POST",
  path: "/projects/{project}/datasets/{dataset}/verify",
  summary: "Builds a dataset again from its inputs as they are now, and compares",
  params: DatasetPath,
  response: z.object({ id: z.uuid(), dataset_id: z.uuid(), run_id: z.uuid() }).meta({ id: "RequestedCheck" }),
  status: 202,
});

export const downloadDatasetFileOperation = operation({
  id: "downloadDatasetFile",
  tag: "datasets",
  method: "GET",
  path: "/projects/{project}/datasets/{dataset}/files/{file}",
  summary: "One file of a built dataset",
  params: z.strictObject({ ...DatasetPath.shape, file: z.string().max(200) }),
  response: FileContent,
  responseMediaTypes: FILE_MEDIA_TYPES,
});

export const historicalOperation = operation({
  id: "getHistoricalFeatures",
  tag: "datasets",
  method: "POST",
  path: "/projects/{project}/historical",
  summary: "Joins features to the spine in the body and answers with the rows; nothing is stored",
  params: ProjectPath,
  query: HistoricalQuery,
  body: FileContent,
  bodyMediaTypes: FILE_MEDIA_TYPES,
  response: FileContent,
  responseMediaTypes: FILE_MEDIA_TYPES,
});
