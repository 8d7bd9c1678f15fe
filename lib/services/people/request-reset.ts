import "server-only";
import type { RequestResetInput } from "@/lib/contracts/people";
import { type Person, statusOfPerson } from "@/lib/core/access/person";
import { AppError } from "@/lib/core/errors";
import type { Db } from "@/lib/store/client";
import { hasOpenLinkSince } from "@/lib/store/links";
import { findPersonToSignIn } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import { makeLink } from "./link-step";
import { queueLinkMail } from "./mail-step";

/** Nobody is sent reset links more often than this, whoever asks. */
const PAUSE_MS = 15 * 60_000;

/**
 * Mails a reset link to the address when somebody with a password has it. All of the work, the first look-up included,
 * is left to `later`: neither the answer nor how long it takes tells whether there is an account. PRECONDITION
 * without a mail server.
 */
export async function requestReset(
  ctx: ServiceContext,
  input: RequestResetInput & { later: (work: () => Promise<void>) => void },
): Promise<void> {
  authorize(ctx, "session:open");
  if (ctx.mail === null) {
    throw new AppError("PRECONDITION", "No mail server is configured: ask an admin for a reset link.");
  }
  input.later(() => mailResetLink(ctx, input.email));
}

async function mailResetLink(ctx: ServiceContext, email: string): Promise<void> {
  // Looked at first, so that guessed addresses hold up nobody's changes, and once more inside the transaction.
  if (!(await read(ctx, (db) => findEntitled(ctx, db, email)))) return;
  await change(ctx, async (tx) => {
    const person = await findEntitled(ctx, tx.db, email);
    if (!person) throw new AppError("CONFLICT", "Somebody else asked for the same reset link just now.");
    const link = await makeLink(tx, "password_reset", person.id, ctx.now());
    await queueLinkMail(ctx, tx, { purpose: "password_reset", link, person, madeBy: null });
    await tx.record({
      action: "person:request_reset",
      projectId: null,
      target: { kind: "person", id: person.id, name: person.name },
      details: { expires_at: link.expiresAt.toISOString() },
    });
  });
}

/** Who has this address and a password that they may reset, and was not sent a link just now. */
async function findEntitled(ctx: ServiceContext, db: Db, email: string): Promise<Person | null> {
  const found = await findPersonToSignIn(db, { email });
  if (!found || found.passwordHash === null) return null;
  const { person } = found;
  if (person.isDemo || statusOfPerson(person, true) !== "active") return null;
  const now = ctx.now();
  const since = new Date(now.getTime() - PAUSE_MS);
  const link = { personId: person.id, purpose: "password_reset" } as const;
  return (await hasOpenLinkSince(db, link, since, now)) ? null : person;
}
