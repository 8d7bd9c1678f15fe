import { cancelMaterializationOperation } from "@/lib/contracts/api/materializations";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { runWire } from "@/lib/server/wire/materializations";
import { cancelMaterialization } from "@/lib/services/materialization/cancel";

export const POST = defineApiRoute(cancelMaterializationOperation, async (ctx, { params }) =>
  runWire(await cancelMaterialization(ctx, params)),
);

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
