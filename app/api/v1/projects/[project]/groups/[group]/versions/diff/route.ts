import { diffVersionsOperation } from "@/lib/contracts/api/versions";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { versionDiffWire } from "@/lib/server/wire/versions";
import { diffGroupVersions } from "@/lib/services/groups/diff-versions";

export const GET = defineApiRoute(diffVersionsOperation, async (ctx, { params, query }) => {
  const { from, to } = query;
  return versionDiffWire(params.group, await diffGroupVersions(ctx, { ...params, from, to }));
});

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
