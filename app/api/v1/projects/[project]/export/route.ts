import { exportOperation } from "@/lib/contracts/api/definitions";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { exportDefinitions } from "@/lib/services/definitions/export";

export const GET = defineApiRoute(exportOperation, async (ctx, { params }) => {
  const { files } = await exportDefinitions(ctx, params);
  return { files: files.map(({ path, text }) => ({ path, text })) };
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
