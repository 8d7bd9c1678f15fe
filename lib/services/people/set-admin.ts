import "server-only";
import type { SetAdminInput } from "@/lib/contracts/people";
import { notFound } from "@/lib/core/errors";
import { findPerson, setIsAdmin } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import { requireAnotherAdmin } from "./last-admin";

/** Makes somebody an admin, or no longer. Asking for what is so already changes nothing. */
export async function setAdmin(ctx: ServiceContext, input: SetAdminInput): Promise<void> {
  authorize(ctx, "people:manage");
  const person = await read(ctx, (db) => findPerson(db, input.personId));
  if (!person) throw notFound("This person");
  if (person.isAdmin === input.isAdmin) return;
  await change(ctx, async (tx) => {
    await setIsAdmin(tx.db, person.id, input.isAdmin);
    if (!input.isAdmin) await requireAnotherAdmin(tx.db);
    await tx.record({
      action: input.isAdmin ? "admin:grant" : "admin:revoke",
      projectId: null,
      target: { kind: "person", id: person.id, name: person.name },
    });
  });
}
