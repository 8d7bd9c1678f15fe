import { deleteDatasetOperation, getDatasetOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { datasetWire } from "@/lib/server/wire/datasets";
import { deleteDataset } from "@/lib/services/datasets/delete";
import { getDataset } from "@/lib/services/datasets/get";

export const GET = defineApiRoute(getDatasetOperation, async (ctx, { params }) =>
  datasetWire(await getDataset(ctx, params)),
);

export const DELETE = defineApiRoute(deleteDatasetOperation, async (ctx, { params }) => {
  await deleteDataset(ctx, params);
});

const refuse = methodNotAllowed("DELETE, GET, HEAD, OPTIONS");

export { refuse as PATCH, refuse as POST, refuse as PUT };
