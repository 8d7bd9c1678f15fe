import { type NextRequest, NextResponse } from "next/server";
import { pageHeaders } from "@/lib/server/page-headers";

const BODY_BYTES_MAX = 21 * 1024 * 1024;

/**
 * Headers of every page and of every server action. It lets everybody through: who may see what is decided by the
 * verbs. The API has no place here, because Next would keep a copy of each upload.
 */
export function proxy(request: NextRequest): NextResponse {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) {
    return new NextResponse("The request is larger than 20 MiB.", { status: 413 });
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const isHttps = process.env.ASOF_PUBLIC_URL?.startsWith("https://") ?? false;
  const isDevelopment = process.env.NODE_ENV === "development";
  const added = pageHeaders({ nonce, isHttps, isDevelopment });

  const headers = new Headers(request.headers);
  headers.delete("x-middleware-subrequest");
  headers.set("Content-Security-Policy", added["Content-Security-Policy"]);
  headers.set("x-nonce", nonce);
  headers.set("x-asof-path", request.nextUrl.pathname + request.nextUrl.search);
  const given = request.headers.get("x-request-id") ?? "";
  const requestId = /^[\w-]{1,64}$/.test(given) ? given : crypto.randomUUID();
  headers.set("x-request-id", requestId);

  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries({ ...added, "x-request-id": requestId })) {
    response.headers.set(name, value);
  }
  return response;
}

export const config = {
  matcher: ["/((?!api/|feast/|schema/|_next/static/|favicon.ico|icon.svg).*)"],
};
