import "server-only";
import { AppError } from "@/lib/core/errors";
import { findPersonByEmail } from "@/lib/store/people";
import { findRights } from "@/lib/store/rights";
import { authorize } from "./authorize";
import { read, type ServiceContext } from "./context";

/** The context of a person, for the demo builder: what demo people publish is published under their own rights. */
export async function actAs(ctx: ServiceContext, email: string): Promise<ServiceContext> {
  authorize(ctx, "people:manage");
  if (ctx.actor.kind !== "system") throw new AppError("FORBIDDEN", "Only background work acts for a person.");
  const person = await read(ctx, (db) => findPersonByEmail(db, email));
  if (!person?.isDemo) throw new AppError("FORBIDDEN", `${email} is not one of the demo people.`);
  const rights = await read(ctx, (db) => findRights(db, person.id));
  return { ...ctx, actor: { kind: "person", id: person.id, name: person.name, tokenId: null, rights } };
}
