"use server";

import { SetUpInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { withNewSession } from "@/lib/server/session";
import { setUp } from "@/lib/services/people/set-up";

export const setUpAction = defineAction({
  name: "set-up",
  input: SetUpInput,
  run: async (ctx, input) => {
    await withNewSession((browser) => setUp(ctx, { ...input, browser }));
    return { next: "/" };
  },
});
