import "server-only";
import type { SetPasswordInput } from "@/lib/contracts/people";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import { redeemLink } from "./redeem-link";
import type { Browser, OpenedSession } from "./session-step";

/** Sets a new password by a link that an admin handed over or a mail brought, ends every session, and signs in. */
export async function resetPassword(
  ctx: ServiceContext,
  input: SetPasswordInput & { browser: Browser },
): Promise<OpenedSession> {
  authorize(ctx, "session:open");
  return await redeemLink(ctx, { ...input, purpose: "password_reset", action: "person:reset_password" });
}
