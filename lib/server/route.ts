import "server-only";
import { z } from "zod";
import { AppError, invalid } from "@/lib/core/errors";
import type { ServiceContext } from "@/lib/services/context";
import { readBody } from "./body";
import { contextForRequest, requestIdOf } from "./context";
import { toProblemResponse } from "./error-mapping";
import { log, withLogContext } from "./log";
import { withSpan } from "./tracing";
import { toInvalid } from "./validation";

const NO_INPUT = z.strictObject({});

interface RouteDefinition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** Names the route in logs, traces and the API description. */
  name: string;
  params?: P;
  query?: Q;
  body?: B;
  bodyBytesMax?: number;
  run: (
    ctx: ServiceContext,
    input: { params: z.output<P>; query: z.output<Q>; body: z.output<B> },
    request: Request,
  ) => Promise<unknown>;
  status?: number;
}

/** An address without parts that vary has no `params`, whatever the types of Next say. */
type NextRouteContext = { params: Promise<Record<string, string | string[] | undefined> | undefined> };

/**
 * The one way to make an HTTP route: context from token or cookie, limits, parse, verb, error map. Nobody is refused
 * before anything is parsed. `run` returns JSON-safe data, or a Response of its own. The verb authorizes.
 */
export function defineRoute<
  P extends z.ZodType = typeof NO_INPUT,
  Q extends z.ZodType = typeof NO_INPUT,
  B extends z.ZodType = typeof NO_INPUT,
>(definition: RouteDefinition<P, Q, B>) {
  return async (request: Request, next: NextRouteContext): Promise<Response> => {
    const startedMs = performance.now();
    const requestId = requestIdOf(request.headers);
    return await withLogContext({ requestId }, async () => {
      const response = await respond(definition, request, next, requestId);
      log.info(
        {
          route: definition.name,
          method: request.method,
          status: response.status,
          durationMs: Math.round(performance.now() - startedMs),
        },
        "request",
      );
      return response;
    });
  };
}

async function respond<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  definition: RouteDefinition<P, Q, B>,
  request: Request,
  next: NextRouteContext,
  requestId: string,
): Promise<Response> {
  const attributes = { "asof.request_id": requestId, "http.request.method": request.method };
  try {
    const response = await withSpan(`route ${definition.name}`, attributes, () =>
      answer(definition, request, next, requestId),
    );
    response.headers.set("x-request-id", requestId);
    return response;
  } catch (error) {
    return toProblemResponse(error, requestId);
  }
}

async function answer<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  definition: RouteDefinition<P, Q, B>,
  request: Request,
  next: NextRouteContext,
  requestId: string,
): Promise<Response> {
  const ctx = await contextForRequest(request, requestId);
  if (ctx.actor.rights.personId === null) {
    throw new AppError("UNAUTHENTICATED", "Send an API token: Authorization: Bearer asof_…");
  }
  const params = parse(definition.params ?? NO_INPUT, (await next.params) ?? {});
  const query = parse(definition.query ?? NO_INPUT, queryOf(request));
  const body = parse(
    definition.body ?? NO_INPUT,
    definition.body ? await readBody(request, definition.bodyBytesMax) : {},
  );
  const result = await definition.run(
    ctx,
    { params: params as z.output<P>, query: query as z.output<Q>, body: body as z.output<B> },
    request,
  );
  if (result instanceof Response) return result;
  return Response.json(result ?? {}, {
    status: definition.status ?? 200,
    headers: { "cache-control": "private, no-store" },
  });
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw toInvalid(parsed.error);
  return parsed.data;
}

function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (name === "at") continue; // the moment to read as of belongs to the context
    if (name in query) throw invalid([{ path: name, message: "is given twice" }]);
    query[name] = value;
  }
  return query;
}

/** For methods a route does not have. */
export function methodNotAllowed(allow: string) {
  return (request: Request) => {
    const refusal = new AppError("INVALID", `This address takes ${allow}.`);
    const response = toProblemResponse(refusal, requestIdOf(request.headers), 405);
    response.headers.set("allow", allow);
    return response;
  };
}
