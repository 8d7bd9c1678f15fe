"use server";

import { SetPasswordInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { withNewSession } from "@/lib/server/session";
import { acceptInvitation } from "@/lib/services/people/accept-invitation";

export const acceptInvitationAction = defineAction({
  name: "accept-invitation",
  input: SetPasswordInput,
  run: async (ctx, input) => {
    await withNewSession((browser) => acceptInvitation(ctx, { ...input, browser }));
    return { next: "/" };
  },
});
