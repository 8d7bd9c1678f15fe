import "server-only";
import { headers } from "next/headers";
import type { Browser, OpenedSession } from "@/lib/services/people/session-step";
import { clientAddress } from "./client-address";
import { getContainer } from "./container";

/** Runs a verb that opens a session, and hands its token to the browser as a cookie, and to nobody else. */
export async function withNewSession(open: (browser: Browser) => Promise<OpenedSession>): Promise<void> {
  const requestHeaders = await headers();
  const { sessionToken } = await open({
    ipAddress: clientAddress(requestHeaders),
    userAgent: requestHeaders.get("user-agent"),
  });
  await getContainer().auth.api.adoptSession({ body: { sessionToken }, headers: requestHeaders });
}

/** Takes the cookie away from the browser; the session itself is ended by a verb. */
export async function forgetSession(): Promise<void> {
  await getContainer().auth.api.signOut({ headers: await headers() });
}
