import { uploadSpineOperation } from "@/lib/contracts/api/datasets";
import { NOT_STORED } from "@/lib/server/api-route";
import { defineRoute, methodNotAllowed } from "@/lib/server/route";
import { receiveUpload } from "@/lib/server/upload";
import { spineFormatOf } from "@/lib/server/wire/datasets";
import { uploadSpine } from "@/lib/services/datasets/upload";

// The body is no JSON to be parsed here but a file: it goes to the data folder piece by piece.
export const POST = defineRoute({
  name: uploadSpineOperation.id,
  params: uploadSpineOperation.params,
  query: uploadSpineOperation.query,
  run: async (ctx, { params: { project } }, request) => {
    const format = spineFormatOf(request);
    const upload = await uploadSpine(ctx, { project, format, receive: () => receiveUpload(request) });
    return Response.json(upload, { status: 201, headers: NOT_STORED });
  },
});

const refuse = methodNotAllowed("OPTIONS, POST");

export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as PUT };
