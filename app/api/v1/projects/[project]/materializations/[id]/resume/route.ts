import { resumeMaterializationOperation } from "@/lib/contracts/api/materializations";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { runWire } from "@/lib/server/wire/materializations";
import { resumeMaterialization } from "@/lib/services/materialization/resume";

export const POST = defineApiRoute(resumeMaterializationOperation, async (ctx, { params }) =>
  runWire(await resumeMaterialization(ctx, params)),
);

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
