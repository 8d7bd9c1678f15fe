import "server-only";
import { canGrant, type Scope } from "@/lib/core/access/policy";
import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "../context";

/** FORBIDDEN when a token tries to make one that may do more than itself. */
export function requireGrant(
  ctx: ServiceContext,
  token: { scopes: readonly Scope[]; projectId: string | null },
): void {
  const decision = canGrant(ctx.actor.rights, token);
  if (!decision.allowed) throw new AppError("FORBIDDEN", decision.reason);
}
