import "server-only";
import { endSessions } from "@/lib/store/sessions";
import { change, type ServiceContext } from "../context";
import { authorizeSelf } from "./authorize-self";

/** Ends every session of the person who asks, this one too. API tokens go on. @returns how many there were. */
export async function signOutEverywhere(ctx: ServiceContext): Promise<{ endedCount: number }> {
  const personId = authorizeSelf(ctx);
  const { name } = ctx.actor;
  return await change(ctx, async (tx) => {
    const endedCount = await endSessions(tx.db, personId);
    await tx.record({
      action: "session:end",
      projectId: null,
      target: { kind: "person", id: personId, name },
      details: { sessions: endedCount },
    });
    return { endedCount };
  });
}
