import { getContainer } from "@/lib/server/container";
import { isStopping } from "@/lib/server/lifecycle";
import { methodNotAllowed } from "@/lib/server/route";
import { getHealth } from "@/lib/services/system/health";

/** For load balancers and the launcher: no sign-in, nothing but the state of each part. */
export async function GET(): Promise<Response> {
  if (isStopping()) return Response.json({ status: "stopping" }, { status: 503 });
  const health = await getHealth(getContainer());
  return Response.json(
    { status: health.ok ? "ok" : "unavailable", ...health.parts },
    { status: health.ok ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}

const refuse = methodNotAllowed("GET, HEAD, OPTIONS");

export { refuse as DELETE, refuse as PATCH, refuse as POST, refuse as PUT };
