import "server-only";
import type { InvitePersonInput } from "@/lib/contracts/people";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import type { Db } from "@/lib/store/client";
import { findPersonByEmail, insertPerson, setProjectRole } from "@/lib/store/people";
import { findProject } from "@/lib/store/projects";
import { authorize } from "../authorize";
import { change, type ServiceContext } from "../context";
import { makeLink, type ShownLink } from "./link-step";
import { queueLinkMail } from "./mail-step";

/**
 * Makes a person with roles and no password yet.
 *
 * @returns the link to hand over, which is shown only now, and whom it is mailed to (`null` without a mail server).
 */
export async function invitePerson(
  ctx: ServiceContext,
  input: InvitePersonInput,
): Promise<{ personId: string; link: ShownLink; mailedTo: string | null }> {
  authorize(ctx, "people:manage");
  return await change(ctx, async (tx) => {
    if (await findPersonByEmail(tx.db, input.email)) {
      throw invalid([{ path: "email", message: "belongs to somebody already" }]);
    }
    const roles = await resolveProjects(tx.db, input.roles);
    const id = tx.newId();
    const { name, email } = input;
    await insertPerson(tx.db, { id, name, email, isAdmin: false, isDemo: false, createdAt: tx.at });
    for (const { projectId, role } of roles) {
      await setProjectRole(tx.db, { personId: id, projectId }, role, tx.newId);
    }
    const link = await makeLink(tx, "invitation", id, ctx.now());
    const person = { id, name, email };
    const mail = { purpose: "invitation", link, person, madeBy: ctx.actor.name } as const;
    const mailedTo = await queueLinkMail(ctx, tx, mail);
    await tx.record({
      action: "person:invite",
      projectId: null,
      target: { kind: "person", id, name },
      details: {
        email,
        roles: input.roles,
        expires_at: link.expiresAt.toISOString(),
        mailed: mailedTo !== null,
      },
    });
    return { personId: id, link, mailedTo };
  });
}

async function resolveProjects(db: Db, roles: InvitePersonInput["roles"]) {
  const problems: FieldProblem[] = [];
  const resolved: { projectId: string; role: InvitePersonInput["roles"][number]["role"] }[] = [];
  for (const [index, { project: name, role }] of roles.entries()) {
    const project = await findProject(db, name);
    if (!project) problems.push({ path: `roles.${index}.project`, message: `${name} does not exist` });
    else resolved.push({ projectId: project.id, role });
  }
  if (problems.length > 0) throw invalid(problems);
  return resolved;
}
