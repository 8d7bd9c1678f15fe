import "server-only";
import type { SetRoleInput } from "@/lib/contracts/people";
import { notFound } from "@/lib/core/errors";
import { findPerson, listRoles, setProjectRole } from "@/lib/store/people";
import { authorizeProject } from "../authorize";
import { change, read, type ServiceContext } from "../context";

/** Gives, changes or (null) takes away somebody's role in a project. Asking for what is so already changes nothing. */
export async function setRole(ctx: ServiceContext, input: SetRoleInput): Promise<void> {
  const project = await authorizeProject(ctx, "people:manage", input.project);
  const [person, roles] = await read(ctx, (db) =>
    Promise.all([findPerson(db, input.personId), listRoles(db, input.personId)]),
  );
  if (!person) throw notFound("This person");
  const present = roles.find((row) => row.projectId === project.id)?.role ?? null;
  if (present === input.role) return;
  const { role } = input;
  await change(ctx, async (tx) => {
    const key = { personId: person.id, projectId: project.id };
    const before = await setProjectRole(tx.db, key, role, tx.newId);
    await tx.record({
      action: "role:set",
      projectId: project.id,
      target: { kind: "person", id: person.id, name: person.name },
      details: { before, after: role },
    });
  });
}
