"use server";

import { SetPasswordInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { withNewSession } from "@/lib/server/session";
import { resetPassword } from "@/lib/services/people/reset-password";

export const resetPasswordAction = defineAction({
  name: "reset-password",
  input: SetPasswordInput,
  run: async (ctx, input) => {
    await withNewSession((browser) => resetPassword(ctx, { ...input, browser }));
    return { next: "/" };
  },
});
