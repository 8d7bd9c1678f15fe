import "server-only";
import type { PersonInput } from "@/lib/contracts/people";
import { AppError, notFound } from "@/lib/core/errors";
import { endLinks } from "@/lib/store/links";
import { findPerson, setDisabled } from "@/lib/store/people";
import { endSessions } from "@/lib/store/sessions";
import { authorize } from "../authorize";
import { change, type ServiceContext } from "../context";
import { requireAnotherAdmin } from "./last-admin";

/** Ends a person's access at once: sessions and links go, tokens stop working until the person is enabled again. */
export async function disablePerson(ctx: ServiceContext, input: PersonInput): Promise<void> {
  authorize(ctx, "people:manage");
  if (input.personId === ctx.actor.id) throw new AppError("CONFLICT", "You cannot disable yourself.");
  await change(ctx, async (tx) => {
    const person = await findPerson(tx.db, input.personId);
    if (!person) throw notFound("This person");
    if (!(await setDisabled(tx.db, person.id, tx.at))) {
      throw new AppError("CONFLICT", `${person.name} is disabled already.`);
    }
    if (person.isAdmin) await requireAnotherAdmin(tx.db);
    const endedCount = await endSessions(tx.db, person.id);
    await endLinks(tx.db, person.id, ["invitation", "password_reset"]);
    await tx.record({
      action: "person:disable",
      projectId: null,
      target: { kind: "person", id: person.id, name: person.name },
      details: { ended_sessions: endedCount },
    });
  });
}
