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
 * A fresh link for somebody who has not accepted yet: shown, and mailed when there is a mail server. The earlier one
 * stops working.
 */
export async function renewInvitation(
  ctx: ServiceContext,
  input: PersonInput,
): Promise<{ link: ShownLink; mailedTo: string | null }> {
  authorize(ctx, "people:manage");
  return await change(ctx, async (tx) => {
    const found = await findPersonToSignIn(tx.db, { id: input.personId });
    if (!found) throw notFound("This person");
    const { person, passwordHash } = found;
    if (statusOfPerson(person, passwordHash !== null) !== "invited") {
      throw new AppError("CONFLICT", `${person.name} is not waiting for an invitation.`);
    }
    const link = await makeLink(tx, "invitation", person.id, ctx.now());
    const mail = { purpose: "invitation", link, person, madeBy: ctx.actor.name } as const;
    const mailedTo = await queueLinkMail(ctx, tx, mail);
    await tx.record({
      action: "person:invite",
      projectId: null,
      target: { kind: "person", id: person.id, name: person.name },
      details: { renewed: true, expires_at: link.expiresAt.toISOString(), mailed: mailedTo !== null },
    });
    return { link, mailedTo };
  });
}
