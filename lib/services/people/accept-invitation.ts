import "server-only";
import type { SetPasswordInput } from "@/lib/contracts/people";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import { redeemLink } from "./redeem-link";
import type { Browser, OpenedSession } from "./session-step";

/** Sets the first password of somebody who was invited, and signs them in. */
export async function acceptInvitation(
  ctx: ServiceContext,
  input: SetPasswordInput & { browser: Browser },
): Promise<OpenedSession> {
  authorize(ctx, "session:open");
  return await redeemLink(ctx, { ...input, purpose: "invitation", action: "person:accept_invitation" });
}
