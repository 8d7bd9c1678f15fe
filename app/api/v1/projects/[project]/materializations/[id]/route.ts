import { getMaterializationOperation } from "@/lib/contracts/api/materializations";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { lineWire, runWire } from "@/lib/server/wire/materializations";
import { getMaterialization } from "@/lib/services/materialization/get-run";

export const GET = defineApiRoute(getMaterializationOperation, async (ctx, { params }) => {
  const { run, lines } = await getMaterialization(ctx, params);
  return { ...runWire(run), lines: lines.map(lineWire) };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
