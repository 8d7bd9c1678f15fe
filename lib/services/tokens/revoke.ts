import "server-only";
import type { TokenInput } from "@/lib/contracts/people";
import { AppError } from "@/lib/core/errors";
import { markRevoked } from "@/lib/store/tokens";
import { change, type ServiceContext } from "../context";
import { authorizeToken } from "./authorize-token";

/** Ends a token at once: the next request with it is refused. */
export async function revokeToken(ctx: ServiceContext, input: TokenInput): Promise<void> {
  const token = await authorizeToken(ctx, input.tokenId);
  await change(ctx, async (tx) => {
    if (!(await markRevoked(tx.db, token.id, tx.at))) {
      throw new AppError("CONFLICT", "This token was revoked already.");
    }
    await tx.record({
      action: "token:revoke",
      projectId: token.projectId,
      target: { kind: "token", id: token.id, name: token.name },
      details: { prefix: token.prefix },
    });
  });
}
