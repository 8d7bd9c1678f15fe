import "server-only";
import type { RotateTokenInput } from "@/lib/contracts/people";
import { statusOfToken } from "@/lib/core/access/person";
import { AppError } from "@/lib/core/errors";
import { findToken, insertToken, shortenToken } from "@/lib/store/tokens";
import { change, type ServiceContext } from "../context";
import { authorizeToken } from "./authorize-token";
import type { CreatedToken } from "./create";
import { requireGrant } from "./require-grant";

const HOUR_MS = 3_600_000;

/** Makes a token like this one, for as long as it was made for; the old one goes on for the overlap. */
export async function rotateToken(
  ctx: ServiceContext,
  input: RotateTokenInput,
): Promise<CreatedToken & { oldExpiresAt: Date }> {
  const old = await authorizeToken(ctx, input.tokenId);
  if (old.personId !== ctx.actor.rights.personId) {
    throw new AppError("FORBIDDEN", "Only its person rotates a token; an admin may revoke it.");
  }
  requireGrant(ctx, old);
  const nowMs = ctx.now().getTime();
  const expiresAt = new Date(nowMs + (old.expiresAt.getTime() - old.createdAt.getTime()));
  const overlapEnd = new Date(nowMs + input.overlapHours * HOUR_MS);
  return await change(ctx, async (tx) => {
    const present = await findToken(tx.db, old.id);
    if (!present || statusOfToken(present, ctx.now()) !== "active") {
      throw new AppError("CONFLICT", "This token is revoked or expired; create a new one.");
    }
    await shortenToken(tx.db, old.id, overlapEnd);
    const oldExpiresAt = present.expiresAt < overlapEnd ? present.expiresAt : overlapEnd;
    const id = tx.newId();
    const { personId, name, scopes, projectId } = old;
    const row = { id, personId, name, scopes, projectId, createdAt: tx.at, expiresAt };
    const { token, prefix } = await insertToken(tx.db, row);
    await tx.record({
      action: "token:rotate",
      projectId,
      target: { kind: "token", id, name },
      details: { prefix, replaces: old.prefix, replaced_until: oldExpiresAt.toISOString() },
    });
    return { id, token, prefix, expiresAt, oldExpiresAt };
  });
}
