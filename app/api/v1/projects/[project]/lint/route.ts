import { lintOperation } from "@/lib/contracts/api/lint";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { lintFeatures } from "@/lib/services/leaks/lint";

export const POST = defineApiRoute(lintOperation, (ctx, { params, body }, request) =>
  lintFeatures(ctx, { ...body, project: params.project }, { runId: ctx.newId(), signal: request.signal }),
);

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
