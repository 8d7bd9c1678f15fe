import { explainOperation } from "@/lib/contracts/api/explain";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { explainCell } from "@/lib/services/preview/explain";

export const POST = defineApiRoute(explainOperation, (ctx, { params, body }, request) =>
  explainCell(ctx, { ...body, project: params.project }, { runId: ctx.newId(), signal: request.signal }),
);

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
