import "server-only";
import type { Role } from "@/lib/core/access/policy";
import { AppError } from "@/lib/core/errors";
import { findPersonByEmail, insertPerson, setProjectRole } from "@/lib/store/people";
import { findProject } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";

interface DemoPersonInput {
  name: string;
  /** Lower case. */
  email: string;
  isAdmin: boolean;
  roles: { project: string; role: Role }[];
}

/**
 * A person of the demo project: without a password, and offered by the sign-in page in demo mode. For the demo
 * builder alone. A person with this address is left as they are.
 */
export async function createDemoPerson(
  ctx: ServiceContext,
  input: DemoPersonInput,
): Promise<{ personId: string }> {
  authorize(ctx, "people:manage");
  if (ctx.actor.kind !== "system")
    throw new AppError("FORBIDDEN", "Only the demo builder makes demo people.");
  const present = await read(ctx, (db) => findPersonByEmail(db, input.email));
  if (present) return { personId: present.id };
  return await change(ctx, async (tx) => {
    const id = tx.newId();
    const { name, email, isAdmin } = input;
    await insertPerson(tx.db, { id, name, email, isAdmin, isDemo: true, createdAt: tx.at });
    for (const { project: projectName, role } of input.roles) {
      const project = await findProject(tx.db, projectName);
      if (!project) throw new Error(`the demo project ${projectName} does not exist yet`);
      await setProjectRole(tx.db, { personId: id, projectId: project.id }, role, tx.newId);
    }
    await tx.record({
      action: "person:create_demo",
      projectId: null,
      target: { kind: "person", id, name },
      details: { email, admin: isAdmin, roles: input.roles },
    });
    return { personId: id };
  });
}
