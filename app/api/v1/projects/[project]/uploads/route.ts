import { uploadSpineOperation } from "@/lib/contracts/api/datasets";
import { defineApiRoute } from "@/lib/server/api-route";
import { methodNotAllowed } from "@/lib/server/route";
import { readUpload } from "@/lib/server/upload";
import { uploadSpine } from "@/lib/services/datasets/upload";

export const POST = defineApiRoute(uploadSpineOperation, (ctx, { params }, request) =>
  uploadSpine(ctx, { project: params.project, ...readUpload(request) }),
);

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
