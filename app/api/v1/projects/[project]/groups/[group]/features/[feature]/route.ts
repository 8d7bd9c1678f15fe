import { getFeatureOperation } from "@/lib/contracts/api/objects";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { featureDetailWire } from "@/lib/server/wire/objects";
import { getFeature } from "@/lib/services/features/get";

export const GET = defineApiRoute(getFeatureOperation, async (ctx, { params }) =>
  featureDetailWire(await getFeature(ctx, params)),
);

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
