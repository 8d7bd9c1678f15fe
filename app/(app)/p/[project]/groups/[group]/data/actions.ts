"use server";

import { QuarantineAction } from "@/lib/contracts/offline";
import { defineAction } from "@/lib/server/action";
import { discardQuarantine, replayQuarantine } from "@/lib/services/offline/quarantine";

export const replayQuarantineAction = defineAction({
  name: "replay-quarantine",
  input: QuarantineAction,
  run: (ctx, input) => replayQuarantine(ctx, { ...input, version: null }, { runId: ctx.newId() }),
});

export const discardQuarantineAction = defineAction({
  name: "discard-quarantine",
  input: QuarantineAction,
  run: (ctx, input) => discardQuarantine(ctx, { ...input, version: null }),
});
