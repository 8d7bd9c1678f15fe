import "server-only";
import { notFound } from "@/lib/core/errors";
import { findPersonToSignIn, listRoles, type ProjectRoleRow } from "@/lib/store/people";
import { listSessions, type SignedInSession } from "@/lib/store/sessions";
import type { ServiceContext } from "../context";
import { authorizeSelf } from "./authorize-self";

export interface OwnAccount {
  name: string;
  email: string;
  isAdmin: boolean;
  isDemo: boolean;
  hasPassword: boolean;
  roles: ProjectRoleRow[];
  sessions: (SignedInSession & { isCurrent: boolean })[];
}

/** One's own account as it is now, whatever moment the page is shown at. */
export async function getAccount(ctx: ServiceContext): Promise<OwnAccount> {
  const personId = authorizeSelf(ctx);
  return await ctx.store.read(null, async (db) => {
    const [found, roles, sessions] = await Promise.all([
      findPersonToSignIn(db, { id: personId }),
      listRoles(db, personId),
      listSessions(db, personId, ctx.now()),
    ]);
    if (!found) throw notFound("Your account");
    const { name, email, isAdmin, isDemo } = found.person;
    return {
      name,
      email,
      isAdmin,
      isDemo,
      hasPassword: found.passwordHash !== null,
      roles,
      sessions: sessions.map((session) => ({ ...session, isCurrent: session.id === ctx.actor.sessionId })),
    };
  });
}
