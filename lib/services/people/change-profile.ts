import "server-only";
import type { ChangeProfileInput } from "@/lib/contracts/people";
import { notFound } from "@/lib/core/errors";
import { findPerson, renamePerson } from "@/lib/store/people";
import { change, type ServiceContext } from "../context";
import { authorizeSelf } from "./authorize-self";

/** Changes one's own name. The audit log goes on showing the name of the time. */
export async function changeProfile(ctx: ServiceContext, input: ChangeProfileInput): Promise<void> {
  const personId = authorizeSelf(ctx);
  await change(ctx, async (tx) => {
    const person = await findPerson(tx.db, personId);
    if (!person) throw notFound("Your account");
    await renamePerson(tx.db, personId, input.name);
    await tx.record({
      action: "person:rename",
      projectId: null,
      target: { kind: "person", id: personId, name: input.name },
      details: { before: person.name, after: input.name },
    });
  });
}
