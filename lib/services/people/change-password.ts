import "server-only";
import type { ChangePasswordInput } from "@/lib/contracts/people";
import { AppError, invalid } from "@/lib/core/errors";
import { hashPassword, verifyPassword } from "@/lib/store/passwords";
import { findPersonToSignIn, replacePassword } from "@/lib/store/people";
import { endSessions } from "@/lib/store/sessions";
import { change, read, type ServiceContext } from "../context";
import { authorizeSelf } from "./authorize-self";

/** Changes one's own password and ends the other sessions. INVALID when the current one is wrong. */
export async function changePassword(
  ctx: ServiceContext,
  input: ChangePasswordInput,
): Promise<{ endedCount: number }> {
  const personId = authorizeSelf(ctx);
  const found = await read(ctx, (db) => findPersonToSignIn(db, { id: personId }));
  const oldHash = found?.passwordHash ?? null;
  if (oldHash === null) throw new AppError("PRECONDITION", "This account has no password.");
  if (!(await verifyPassword(oldHash, input.currentPassword))) {
    throw invalid([{ path: "currentPassword", message: "is wrong" }]);
  }
  const newHash = await hashPassword(input.newPassword);
  return await change(ctx, async (tx) => {
    if (!(await replacePassword(tx.db, personId, { oldHash, newHash, at: tx.at }))) {
      throw new AppError("CONFLICT", "The password was changed somewhere else just now.");
    }
    const { sessionId } = ctx.actor;
    const endedCount = await endSessions(tx.db, personId, sessionId ? { except: sessionId } : {});
    await tx.record({
      action: "person:change_password",
      projectId: null,
      target: { kind: "person", id: personId, name: ctx.actor.name },
      details: { ended_sessions: endedCount },
    });
    return { endedCount };
  });
}
