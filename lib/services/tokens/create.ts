import "server-only";
import type { CreateTokenInput } from "@/lib/contracts/people";
import { SCOPES, type Scope } from "@/lib/core/access/policy";
import { AppError } from "@/lib/core/errors";
import { insertToken } from "@/lib/store/tokens";
import { authorize, authorizeProject } from "../authorize";
import { change, type ServiceContext } from "../context";
import { requireGrant } from "./require-grant";

const DAY_MS = 86_400_000;

/** A token as it is shown, once. */
export interface CreatedToken {
  id: string;
  token: string;
  prefix: string;
  expiresAt: Date;
}

/** Makes a token of one's own: nobody, not even an admin, makes one that acts as somebody else. */
export async function createToken(ctx: ServiceContext, input: CreateTokenInput): Promise<CreatedToken> {
  const project = input.project === null ? null : await authorizeProject(ctx, "project:read", input.project);
  const { personId } = ctx.actor.rights;
  const projectId = project?.id ?? null;
  authorize(ctx, "token:manage", { personId, projectId });
  if (personId === null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  const scopes: Scope[] = SCOPES.filter((scope) => input.scopes.includes(scope));
  requireGrant(ctx, { scopes, projectId });
  const expiresAt = new Date(ctx.now().getTime() + input.expiresInDays * DAY_MS);
  return await change(ctx, async (tx) => {
    const id = tx.newId();
    const { token, prefix } = await insertToken(tx.db, {
      id,
      personId,
      name: input.name,
      scopes,
      projectId,
      createdAt: tx.at,
      expiresAt,
    });
    await tx.record({
      action: "token:create",
      projectId,
      target: { kind: "token", id, name: input.name },
      details: { prefix, scopes, expires_at: expiresAt.toISOString() },
    });
    return { id, token, prefix, expiresAt };
  });
}
