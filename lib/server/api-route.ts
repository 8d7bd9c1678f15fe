import "server-only";
import type { z } from "zod";
import type { Operation } from "@/lib/contracts/api/operation";
import type { ServiceContext } from "@/lib/services/context";
import { defineRoute } from "./route";
import { etagOf, isNoneMatched } from "./wire/etag";

interface Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType | null> {
  params: z.output<P>;
  query: z.output<Q>;
  body: B extends z.ZodType ? z.output<B> : null;
}

/** A route that does what its operation says: `run` calls the verb and returns the wire shape, or a Response. */
export function defineApiRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType | null,
  R extends z.ZodType,
>(
  operation: Operation<P, Q, B, R>,
  run: (ctx: ServiceContext, input: Input<P, Q, B>, request: Request) => Promise<z.input<R> | Response>,
) {
  return defineRoute({
    name: operation.id,
    params: operation.params,
    query: operation.query,
    body: operation.body ?? undefined,
    bodyBytesMax: operation.bodyBytesMax,
    run: async (ctx, { params, query, body }, request) => {
      // Safe: the body was parsed by the operation's own schema, or it has none.
      const result = await run(ctx, { params, query, body: body as Input<P, Q, B>["body"] }, request);
      if (result instanceof Response) return result;
      if (operation.status === 204) return new Response(null, { status: 204, headers: NOT_STORED });
      if (operation.isResource) return resource(result, request);
      return Response.json(result, { status: operation.status ?? 200, headers: NOT_STORED });
    },
  });
}

export const NOT_STORED = { "cache-control": "private, no-store" };

function resource(value: unknown, request: Request): Response {
  const body = JSON.stringify(value);
  const etag = etagOf(body);
  const headers = { etag, "cache-control": "private, no-cache" };
  if (isNoneMatched(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
