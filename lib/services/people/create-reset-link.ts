import "server-only";
import type { PersonInput } from "@/lib/contracts/people";
import { statusOfPerson } from "@/lib/core/access/person";
import { AppError, notFound } from "@/lib/core/errors";
import { findPersonToSignIn } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, type ServiceContext } from "../context";
import { makeLink, type ShownLink } from "./link-step";
import { queueLinkMail } from "./mail-step";

/**
 * A link that sets a new password, shown to the admin to hand over, and mailed when there is a mail server. The old
 * password works until it is used.
 */
export async function createResetLink(
  ctx: ServiceContext,
  input: PersonInput,
): Promise<{ link: ShownLink; mailedTo: string | null }> {
  authorize(ctx, "people:manage");
  return await change(ctx, async (tx) => {
    const found = await findPersonToSignIn(tx.db, { id: input.personId });
    if (!found) throw notFound("This person");
    const { person, passwordHash } = found;
    if (passwordHash === null || statusOfPerson(person, true) !== "active") {
      throw new AppError("CONFLICT", `${person.name} has no password that could be reset.`);
    }
    const link = await makeLink(tx, "password_reset", person.id, ctx.now());
    const mail = { purpose: "password_reset", link, person, madeBy: ctx.actor.name } as const;
    const mailedTo = await queueLinkMail(ctx, tx, mail);
    await tx.record({
      action: "person:reset_link",
      projectId: null,
      target: { kind: "person", id: person.id, name: person.name },
      details: { expires_at: link.expiresAt.toISOString(), mailed: mailedTo !== null },
    });
    return { link, mailedTo };
  });
}
