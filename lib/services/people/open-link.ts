import "server-only";
import type { LinkPurpose } from "@/lib/core/access/person";
import { findPerson } from "@/lib/store/people";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { linkIsGone, requireLink } from "./link-step";

/** Whom an open link is for; `person` null: the first admin, who does not exist yet. */
export interface OpenedLink {
  person: { name: string; email: string } | null;
  expiresAt: Date;
}

/** Looks at a link without using it up. NOT_FOUND for unknown, used and expired ones alike. */
export async function openLink(
  ctx: ServiceContext,
  input: { purpose: LinkPurpose; token: string },
): Promise<OpenedLink> {
  authorize(ctx, "session:open");
  return await read(ctx, async (db) => {
    const { personId, expiresAt } = await requireLink(db, input.purpose, input.token, ctx.now());
    if (personId === null) return { person: null, expiresAt };
    const person = await findPerson(db, personId);
    if (!person || person.disabledAt !== null) throw linkIsGone();
    return { person: { name: person.name, email: person.email }, expiresAt };
  });
}
