import "server-only";
import type { PersonInput } from "@/lib/contracts/people";
import { notFound } from "@/lib/core/errors";
import { findLatestOutboxEvent, type OutboxState } from "@/lib/store/outbox";
import { findListedPerson, type ListedPerson } from "@/lib/store/people";
import { listProjects } from "@/lib/store/projects";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

export interface ManagedPerson {
  person: ListedPerson;
  /** Names of every project, to give roles in. */
  projects: string[];
  isSelf: boolean;
  /** How the last mail to this person stands; `null` = there was none. */
  mail: OutboxState | null;
}

/** A person as an admin manages them, as they are now. */
export async function getManagedPerson(ctx: ServiceContext, input: PersonInput): Promise<ManagedPerson> {
  authorize(ctx, "people:manage");
  return await ctx.store.read(null, async (db) => {
    const [person, projects, mail] = await Promise.all([
      findListedPerson(db, input.personId),
      listProjects(db, null),
      findLatestOutboxEvent(db, input.personId),
    ]);
    if (!person) throw notFound("This person");
    return {
      person,
      projects: projects.map((project) => project.name),
      isSelf: person.id === ctx.actor.rights.personId,
      mail,
    };
  });
}
