import { describeApi } from "@/lib/server/openapi";
import { methodNotAllowed } from "@/lib/server/route";
import { etagOf, isNoneMatched } from "@/lib/server/wire/etag";

/** Made with the first request; it is the same for all. */
let body: string | undefined;

/** Open to everybody: it tells what the code is, nothing that anybody keeps in it. */
export async function GET(request: Request): Promise<Response> {
  body ??= JSON.stringify(describeApi());
  const headers = { etag: etagOf(body), "cache-control": "no-cache" };
  if (isNoneMatched(request.headers.get("if-none-match"), headers.etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
