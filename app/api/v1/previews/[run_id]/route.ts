import { cancelPreviewRunOperation, getPreviewRunOperation } from "@/lib/contracts/api/preview";
import { defineApiRoute } from "@/lib/server/api-route";
import { cancelPreview, previewProgress } from "@/lib/server/preview-runs";
import { methodNotAllowed } from "@/lib/server/route";

export const GET = defineApiRoute(getPreviewRunOperation, async (ctx, { params }) =>
  previewProgress(ctx, params.run_id),
);

export const DELETE = defineApiRoute(cancelPreviewRunOperation, async (ctx, { params }) => {
  cancelPreview(ctx, params.run_id);
});

const refuse = methodNotAllowed("DELETE, GET, HEAD, OPTIONS");

export { refuse as PATCH, refuse as POST, refuse as PUT };
