import "server-only";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { nextCookies } from "better-auth/next-js";
import { z } from "zod";
import { SESSION_DAYS } from "@/lib/core/access/person";
import type { Store } from "@/lib/store/client";

interface AuthOptions {
  store: Store;
  secret: string;
  publicUrl: string;
  newId: () => string;
}

/**
 * Local sessions: the signed cookie, and reading it. Our verbs check passwords and links, and write people, accounts
 * and sessions in their own transaction with its audit entry. No HTTP handler is mounted and no sign-up or sign-in
 * method enabled, so that nothing of the library can be reached without a verb's checks.
 */
export function createAuth({ store, secret, publicUrl, newId }: AuthOptions) {
  const secure = publicUrl.startsWith("https://");
  return betterAuth({
    appName: "Asof",
    baseURL: publicUrl,
    secret,
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: prismaAdapter(store.prisma, { provider: "postgresql" }),
    user: {
      modelName: "person",
      additionalFields: { disabledAt: { type: "date", input: false, required: false } },
    },
    emailAndPassword: { enabled: false },
    // Not prolonged by use: a page cannot write the cookie, so the row would outlive it.
    session: { expiresIn: SESSION_DAYS * 86_400, disableSessionRefresh: true },
    advanced: {
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure, path: "/" },
      cookies: { session_token: { name: sessionCookieName(publicUrl) } },
      // Called with an argument of the library's own.
      database: { generateId: () => newId() },
    },
    plugins: [adoptSession(), nextCookies()],
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** With https the browser itself binds the cookie to this host (`__Host-`). */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith("https://") ? "__Host-asof_session" : "asof_session";
}

/** Gives the browser the cookie of a session that a verb has opened. */
function adoptSession() {
  return {
    id: "adopt-session",
    endpoints: {
      adoptSession: createAuthEndpoint(
        "/adopt-session",
        { method: "POST", body: z.strictObject({ sessionToken: z.string() }) },
        async (ctx) => {
          const found = await ctx.context.internalAdapter.findSession(ctx.body.sessionToken);
          if (!found) throw new Error("the session to adopt does not exist");
          await setSessionCookie(ctx, found);
          return ctx.json({});
        },
      ),
    },
  };
}
