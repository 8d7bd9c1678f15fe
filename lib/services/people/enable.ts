import "server-only";
import type { PersonInput } from "@/lib/contracts/people";
import { AppError, notFound } from "@/lib/core/errors";
import { findPerson, setDisabled } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, type ServiceContext } from "../context";

/** Gives a disabled person their access back: password, roles and unexpired tokens as they were. */
export async function enablePerson(ctx: ServiceContext, input: PersonInput): Promise<void> {
  authorize(ctx, "people:manage");
  await change(ctx, async (tx) => {
    const person = await findPerson(tx.db, input.personId);
    if (!person) throw notFound("This person");
    if (!(await setDisabled(tx.db, person.id, null))) {
      throw new AppError("CONFLICT", `${person.name} is not disabled.`);
    }
    await tx.record({
      action: "person:enable",
      projectId: null,
      target: { kind: "person", id: person.id, name: person.name },
    });
  });
}
