import "server-only";
import { type Person, SESSION_DAYS } from "@/lib/core/access/person";
import { AppError } from "@/lib/core/errors";
import type { Change } from "@/lib/store/change";
import { findPerson } from "@/lib/store/people";
import { insertSession } from "@/lib/store/sessions";
import type { ServiceContext } from "../context";

const DAY_MS = 86_400_000;
const USER_AGENT_LENGTH_MAX = 400;

/** The browser that signs in, as it describes itself: shown to its person, trusted for nothing. */
export interface Browser {
  ipAddress: string | null;
  userAgent: string | null;
}

/** What becomes the cookie. Never part of an answer. */
export interface OpenedSession {
  sessionToken: string;
}

/** The same context with this person acting, whose identity the verb has established. */
export function actingAs(ctx: ServiceContext, person: Pick<Person, "id" | "name">): ServiceContext {
  return { ...ctx, actor: { ...ctx.actor, kind: "person", id: person.id, name: person.name, tokenId: null } };
}

/** Opens a session and records it. UNAUTHENTICATED when the person was disabled meanwhile. */
export async function startSession(
  ctx: ServiceContext,
  tx: Change,
  { personId, browser, how }: { personId: string; browser: Browser; how: string },
): Promise<OpenedSession> {
  const person = await findPerson(tx.db, personId);
  if (!person || person.disabledAt !== null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  const id = tx.newId();
  const sessionToken = await insertSession(tx.db, {
    id,
    personId,
    ipAddress: browser.ipAddress,
    userAgent: browser.userAgent?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
    createdAt: tx.at,
    expiresAt: new Date(ctx.now().getTime() + SESSION_DAYS * DAY_MS),
  });
  await tx.record({
    action: "session:create",
    projectId: null,
    target: { kind: "session", id, name: person.name },
    details: { how },
  });
  return { sessionToken };
}
