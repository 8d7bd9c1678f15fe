import { getProjectOperation } from "@/lib/contracts/api/catalog";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { projectWire } from "@/lib/server/wire/catalog";
import { getProject } from "@/lib/services/projects/get";

export const GET = defineApiRoute(getProjectOperation, async (ctx, { params }) =>
  projectWire((await getProject(ctx, params)).project),
);

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
