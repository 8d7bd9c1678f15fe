import { getVersionOperation } from "@/lib/contracts/api/versions";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { versionWithSchemaWire } from "@/lib/server/wire/versions";
import { getVersion } from "@/lib/services/groups/get-version";

export const GET = defineApiRoute(getVersionOperation, async (ctx, { params }) => {
  const { project, group, number } = params;
  return versionWithSchemaWire(group, await getVersion(ctx, { project, group, version: number }));
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
