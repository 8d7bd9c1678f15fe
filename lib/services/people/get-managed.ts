import "server-only";
import type { PersonInput } from "@/lib/contracts/people";
import { notFound } from "@/lib/core/errors";
import { findListedPerson, type ListedPerson } from "@/lib/store/people";
import { listProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

export interface ManagedPerson {
  person: ListedPerson;
  /** Names of every project, to give roles in. */
  projects: string[];
  isSelf: boolean;
}

/** A person as an admin manages them, as they are now. */
export async function getManagedPerson(ctx: ServiceContext, input: PersonInput): Promise<ManagedPerson> {
  authorize(ctx, "people:manage");
  return await ctx.store.read(null, async (db) => {
    const [person, projects] = await Promise.all([
      findListedPerson(db, input.personId),
      listProjects(db, null),
    ]);
    if (!person) throw notFound("This person");
    return {
      person,
      projects: projects.map((project) => project.name),
      isSelf: person.id === ctx.actor.rights.personId,
    };
  });
}
