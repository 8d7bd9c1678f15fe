import { getDatasetOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { datasetWire } from "@/lib/server/wire/datasets";
import { getDataset } from "@/lib/services/datasets/get";

export const GET = defineApiRoute(getDatasetOperation, async (ctx, { params }) =>
  datasetWire(await getDataset(ctx, params)),
);

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
