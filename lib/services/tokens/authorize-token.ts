import "server-only";
import { can } from "@/lib/core/access/policy";
import { notFound } from "@/lib/core/errors";
import { findToken, type TokenRow } from "@/lib/store/tokens";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";

/** The first line of verbs on one token. Somebody else's is as if it were not there. */
export async function authorizeToken(ctx: ServiceContext, tokenId: string): Promise<TokenRow> {
  const { rights } = ctx.actor;
  authorize(ctx, "token:manage", { personId: rights.personId, projectId: rights.onlyProjectId });
  const token = await ctx.store.read(null, (db) => findToken(db, tokenId));
  const about = { personId: token?.personId ?? null, projectId: token?.projectId ?? null };
  if (!token || !can(rights, "token:manage", about).allowed) throw notFound("This token");
  return token;
}
