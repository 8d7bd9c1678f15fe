import "server-only";
import { AppError } from "@/lib/core/errors";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

/** The first line of verbs on one's own account. @returns the id of the person who acts. */
export function authorizeSelf(ctx: ServiceContext): string {
  const { personId } = ctx.actor.rights;
  authorize(ctx, "account:change", { personId });
  if (personId === null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return personId;
}
