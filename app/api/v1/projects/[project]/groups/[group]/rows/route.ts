import { readRowsOperation, writeRowsOperation } from "@/lib/contracts/api/offline";
import { invalid } from "@/lib/core/errors";
import { defineApiRoute, NOT_STORED } from "@/lib/server/api-route";
import { defineRoute, methodNotAllowed } from "@/lib/server/route";
import { receiveUpload } from "@/lib/server/upload";
import {
  historyFilter,
  historyWire,
  idempotencyKeyOf,
  microsFrom,
  readPlace,
  rowFormatOf,
} from "@/lib/server/wire/offline";
import { readRows } from "@/lib/services/offline/read-rows";
import { writeRows } from "@/lib/services/offline/write-rows";

export const GET = defineApiRoute(readRowsOperation, async (ctx, { params, query }) => {
  const { limit, cursor, ...rest } = query;
  const filter = historyFilter(params, rest);
  return historyWire(ctx, await readRows(ctx, { ...filter, limit, after: readPlace(ctx, cursor) }));
});

// The body is no JSON to be parsed here but a file: it goes to the data folder piece by piece.
export const POST = defineRoute({
  name: writeRowsOperation.id,
  params: writeRowsOperation.params,
  query: writeRowsOperation.query,
  run: async (ctx, { params, query }, request) => {
    const written = await writeRows(
      ctx,
      {
        ...params,
        version: query.version ?? null,
        format: rowFormatOf(request),
        quarantine: query.quarantine === "true",
        message: query.message ?? null,
        interval: intervalOf(query),
        idempotencyKey: idempotencyKeyOf(request),
        receive: () => receiveUpload(request),
      },
      { runId: ctx.newId(), signal: request.signal },
    );
    return Response.json(written, { headers: NOT_STORED });
  },
});

function intervalOf({ start, end }: { start?: string | undefined; end?: string | undefined }) {
  const [startUs, endUs] = [microsFrom("start", start), microsFrom("end", end)];
  if (startUs === null && endUs === null) return null;
  if (startUs !== null && endUs !== null && startUs < endUs) return { startUs, endUs };
  throw invalid([{ path: "end", message: "start and end come together, the start first" }]);
}

const refuse = methodNotAllowed("GET, HEAD, OPTIONS, POST");

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
