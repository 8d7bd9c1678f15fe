"use server";

import { RequestResetInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { afterAnswer } from "@/lib/server/after-answer";
import { requestReset } from "@/lib/services/people/request-reset";

export const requestResetAction = defineAction({
  name: "request-reset",
  input: RequestResetInput,
  tries: ({ email }) => email,
  counts: "all",
  run: async (ctx, { email }) => {
    await requestReset(ctx, { email, later: (work) => afterAnswer(ctx.requestId, work) });
    return { email };
  },
});
