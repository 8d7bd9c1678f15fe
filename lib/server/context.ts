import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { AppError, invalid } from "@/lib/core/errors";
import type { Actor, ServiceContext } from "@/lib/services/context";
import { findRights } from "@/lib/store/rights";
import { authenticateToken } from "@/lib/store/tokens";
import { getContainer } from "./container";
import { contextParts } from "./context-parts";

const NOBODY: Actor = {
  kind: "person",
  id: null,
  name: "nobody",
  tokenId: null,
  rights: { personId: null, isAdmin: false, roles: {}, teamIds: [], scopes: null, onlyProjectId: null },
};

/** The context of a page or a server action: who is signed in, once per request. */
export const getContext = cache(async (): Promise<ServiceContext> => {
  const requestHeaders = await headers();
  return contextFor(await actorOfCookie(requestHeaders), requestIdOf(requestHeaders), null);
});

/** The context of a page that only signed-in people see, at the moment its address asks for (`?at=`). */
export async function getPageContext(at?: string | string[]): Promise<ServiceContext> {
  const ctx = await getContext();
  if (ctx.actor.rights.personId === null) redirect(await signInPath());
  return { ...ctx, at: momentOf(at), seen: { projects: new Map(), groups: new Map(), versions: new Map() } };
}

/** The id that the caller or the proxy gave, when it is a plain word; else a new one. */
export function requestIdOf(requestHeaders: Headers): string {
  const given = requestHeaders.get("x-request-id");
  return given !== null && /^[\w-]{1,64}$/.test(given) ? given : getContainer().newId();
}

/** @returns the past moment that `?at=` names; `null` = now. An unreadable or future one counts as now. */
function momentOf(at: string | string[] | undefined): Date | null {
  if (typeof at !== "string") return null;
  const moment = new Date(at);
  // Nothing was registered before 1970, and PostgreSQL knows no year 0.
  return moment.getTime() >= 0 && moment <= getContainer().now() ? moment : null;
}

/** The context of an HTTP request: bearer token, or the cookie of our own pages. Only reads look at the past. */
export async function contextForRequest(request: Request, requestId: string): Promise<ServiceContext> {
  const authorization = request.headers.get("authorization");
  const at = request.method === "GET" ? requestedMoment(request) : null;
  if (authorization !== null) return contextFor(await actorOfToken(authorization), requestId, at);
  const actor = await actorOfCookie(request.headers);
  const origin = request.headers.get("origin");
  const isOwn = origin === new URL(getContainer().env.publicUrl).origin;
  const readsFromOwnPage =
    origin === null && request.headers.get("sec-fetch-site") === "same-origin" && request.method === "GET";
  if (actor.rights.personId !== null && !isOwn && !readsFromOwnPage) {
    throw new AppError(
      "FORBIDDEN",
      "A cookie session is accepted from Asof's own pages only; use an API token.",
    );
  }
  return contextFor(actor, requestId, at);
}

function requestedMoment(request: Request): Date | null {
  const at = new URL(request.url).searchParams.get("at");
  if (at === null) return null;
  const moment = momentOf(at);
  if (moment === null) {
    throw invalid([{ path: "at", message: "is not a past moment", expected: "an RFC 3339 time" }]);
  }
  return moment;
}

/** Back to where the person wanted to go; the proxy tells pages their own address. */
async function signInPath(): Promise<string> {
  const wanted = (await headers()).get("x-asof-path");
  return wanted === null || wanted === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`;
}

function contextFor(actor: Actor, requestId: string, at: Date | null): ServiceContext {
  return { actor, requestId, at, ...contextParts(getContainer()) };
}

async function actorOfCookie(requestHeaders: Headers): Promise<Actor> {
  const { store } = getContainer();
  const found = await readSession(requestHeaders);
  if (!found) return NOBODY;
  const { id, name } = found.user;
  const rights = await store.read(null, (db) => findRights(db, id));
  if (rights.personId === null) return NOBODY;
  return { kind: "person", id, name, tokenId: null, rights, sessionId: found.session.id };
}

async function readSession(requestHeaders: Headers) {
  try {
    return await getContainer().auth.api.getSession({ headers: requestHeaders });
  } catch (cause) {
    // A bad cookie is no error: this is the store failing, in the library's own words.
    throw new AppError("UNAVAILABLE", "The metadata store does not answer.", { cause });
  }
}

async function actorOfToken(authorization: string): Promise<Actor> {
  const { store, now } = getContainer();
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  const found = token ? await store.read(null, (db) => authenticateToken(db, token, now())) : null;
  if (!found) throw new AppError("UNAUTHENTICATED", "The API token is unknown, expired or revoked.");
  return found;
}
