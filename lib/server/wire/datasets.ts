import "server-only";
import type { z } from "zod";
import type { DatasetHeadItem, DatasetItem } from "@/lib/contracts/api/datasets";
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
    service: head.request.service,
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
