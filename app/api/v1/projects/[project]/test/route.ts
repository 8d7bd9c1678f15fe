import { testOperation } from "@/lib/contracts/api/tests";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { testsWire } from "@/lib/server/wire/tests";
import { runFeatureTests } from "@/lib/services/definitions/test";

export const POST = defineApiRoute(testOperation, async (ctx, { params, body }, request) => {
  const run = { runId: ctx.newId(), signal: request.signal };
  return testsWire(await runFeatureTests(ctx, { project: params.project, files: body.files }, run));
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
