import "server-only";
import type { z } from "zod";
import { type DatasetHeadItem, type DatasetItem, SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { SPINE_FORMATS, type SpineFormat } from "@/lib/contracts/datasets";
import { invalid } from "@/lib/core/errors";
import type { getDataset } from "@/lib/services/datasets/get";
import type { listDatasets } from "@/lib/services/datasets/list";
import type { DatasetRun } from "@/lib/store/datasets";
import { instantOrNull, instantText } from "./instant";

type Dataset = Awaited<ReturnType<typeof getDataset>>;
type Head = Awaited<ReturnType<typeof listDatasets>>["items"][number];

export function datasetHeadWire(head: Head): z.input<typeof DatasetHeadItem> {
  return {
    id: head.id,
    name: head.name,
    version: head.version,
    status: head.status,
    row_count: head.rowCount,
    created_by: head.createdBy,
    created_at: instantText(head.createdAt),
    built_at: instantOrNull(head.builtAt),
    features: head.request.features,
  };
}

export function datasetWire(dataset: Dataset): z.input<typeof DatasetItem> {
  return {
    ...datasetHeadWire(dataset),
    request: dataset.request,
    run: runWire(dataset.run),
    certificate: dataset.certificate,
    result: dataset.result,
    checks: dataset.checks.map((check) => ({
      id: check.id,
      created_by: check.createdBy,
      created_at: instantText(check.createdAt),
      run: runWire(check.run),
      result: check.result,
    })),
  };
}

function runWire({ id, status, phase, percent, error }: DatasetRun): z.input<typeof DatasetItem>["run"] {
  // Safe: the table's own check allows these only.
  return { id, status: status as z.input<typeof DatasetItem>["run"]["status"], phase, percent, error };
}

/** The format of a spine that is the body of a request, by its content type. */
export function spineFormatOf(request: Request): SpineFormat {
  const type = mediaTypeOf(request.headers.get("content-type") ?? "");
  const format = SPINE_FORMATS.find((one) => SPINE_MEDIA_TYPES[one] === type);
  if (format && request.body) return format;
  throw invalid([
    {
      path: "",
      message: "The body must be a CSV or Parquet file",
      expected: `content-type: ${Object.values(SPINE_MEDIA_TYPES).join(" or ")}`,
    },
  ]);
}

const ROW_FORMATS = ["parquet", "csv"] as const;

/** The format of rows that a request accepts: the first it names that we write, Parquet when it does not care. */
export function rowsFormatOf(request: Request): (typeof ROW_FORMATS)[number] {
  const accept = request.headers.get("accept") ?? "*/*";
  for (const type of accept.split(",").map(mediaTypeOf)) {
    const format = ROW_FORMATS.find((one) => SPINE_MEDIA_TYPES[one] === type);
    if (format) return format;
    if (type === "*/*" || type === "") return "parquet";
  }
  throw invalid([
    {
      path: "",
      message: `Rows cannot be sent as ${accept}`,
      expected: `accept: ${ROW_FORMATS.map((one) => SPINE_MEDIA_TYPES[one]).join(" or ")}`,
    },
  ]);
}

function mediaTypeOf(text: string): string {
  return text.split(";")[0]?.trim().toLowerCase() ?? "";
}
