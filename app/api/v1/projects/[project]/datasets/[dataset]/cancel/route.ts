import { cancelDatasetOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { cancelDataset } from "@/lib/services/datasets/cancel";

export const POST = defineApiRoute(cancelDatasetOperation, async (ctx, { params }) => {
  await cancelDataset(ctx, params);
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
