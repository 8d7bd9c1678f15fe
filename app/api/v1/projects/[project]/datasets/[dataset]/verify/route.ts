import { verifyDatasetOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { verifyDataset } from "@/lib/services/datasets/verify";

export const POST = defineApiRoute(verifyDatasetOperation, async (ctx, { params }) => {
  const { id, datasetId, runId } = await verifyDataset(ctx, params);
  return { id, dataset_id: datasetId, run_id: runId };
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
