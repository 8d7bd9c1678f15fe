import { buildDatasetOperation, listDatasetsOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { datasetHeadWire } from "@/lib/server/wire/datasets";
import { buildDataset } from "@/lib/services/datasets/build";
import { listDatasets } from "@/lib/services/datasets/list";

export const GET = defineApiRoute(listDatasetsOperation, async (ctx, { params, query }) => {
  const { limit, cursor = null } = query;
  const { items, next } = await listDatasets(ctx, { project: params.project, limit, cursor });
  return { items: items.map(datasetHeadWire), next };
});

export const POST = defineApiRoute(buildDatasetOperation, async (ctx, { params, body }) => {
  const { id, version, runId } = await buildDataset(ctx, { ...body, project: params.project });
  return { id, name: body.name, version, run_id: runId };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, POST");

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
