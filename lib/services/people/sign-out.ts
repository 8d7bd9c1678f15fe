import "server-only";
import { endSessions } from "@/lib/store/sessions";
import { change, type ServiceContext } from "../context";
import { authorizeSelf } from "./authorize-self";

/** Ends the session of the browser that asks. */
export async function signOut(ctx: ServiceContext): Promise<void> {
  const personId = authorizeSelf(ctx);
  const { name, sessionId } = ctx.actor;
  if (sessionId === undefined) return;
  await change(ctx, async (tx) => {
    await endSessions(tx.db, personId, { only: sessionId });
    await tx.record({
      action: "session:end",
      projectId: null,
      target: { kind: "session", id: sessionId, name },
      details: {},
    });
  });
}
