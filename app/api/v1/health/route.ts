import { getContainer } from "@/lib/server/container";
import { getHealth } from "@/lib/services/system/health";

/** For load balancers and the launcher: no sign-in, nothing but the state of each part. */
export async function GET(): Promise<Response> {
  const health = await getHealth(getContainer());
  return Response.json(
    { status: health.ok ? "ok" : "unavailable", ...health.parts },
    { status: health.ok ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
