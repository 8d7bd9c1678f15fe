import "server-only";
import type { Person } from "@/lib/core/access/person";
import type { Db } from "@/lib/store/client";
import { hashPassword } from "@/lib/store/passwords";
import { findPerson, setPassword } from "@/lib/store/people";
import { endSessions } from "@/lib/store/sessions";
import { change, read, type ServiceContext } from "../context";
import { linkIsGone, requireLink, takeLink } from "./link-step";
import { actingAs, type Browser, type OpenedSession, startSession } from "./session-step";

interface Redemption {
  purpose: "invitation" | "password_reset";
  action: string;
  token: string;
  password: string;
  browser: Browser;
}

/** The step that invitations and resets share: the link is used up, the password set, the old sessions end. */
export async function redeemLink(ctx: ServiceContext, input: Redemption): Promise<OpenedSession> {
  const { purpose, token } = input;
  // Looked at before the costly hash, and once more inside the transaction.
  const link = await read(ctx, (db) => requireLink(db, purpose, token, ctx.now()));
  const person = await read(ctx, (db) => requirePerson(db, link.personId));
  const hash = await hashPassword(input.password);
  return await change(actingAs(ctx, person), async (tx) => {
    const { personId } = await takeLink(tx, purpose, token, ctx.now());
    const { id, name } = await requirePerson(tx.db, personId);
    await setPassword(tx.db, id, { hash, at: tx.at, newId: tx.newId });
    await endSessions(tx.db, id);
    await tx.record({ action: input.action, projectId: null, target: { kind: "person", id, name } });
    return await startSession(ctx, tx, { personId: id, browser: input.browser, how: purpose });
  });
}

async function requirePerson(db: Db, personId: string | null): Promise<Person> {
  const person = personId === null ? null : await findPerson(db, personId);
  if (!person || person.disabledAt !== null) throw linkIsGone();
  return person;
}
