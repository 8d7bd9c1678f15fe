"use server";

import { MaterializeAction, RunAction } from "@/lib/contracts/materializations";
import { defineAction } from "@/lib/server/action";
import { microsFrom, writtenTime } from "@/lib/server/wire/offline";
import { cancelMaterialization } from "@/lib/services/materialization/cancel";
import { resumeMaterialization } from "@/lib/services/materialization/resume";
import { startMaterialization } from "@/lib/services/materialization/start";

export const startMaterializationAction = defineAction({
  name: "start-materialization",
  input: MaterializeAction,
  run: async (ctx, { start, end, ...input }) => {
    const { id } = await startMaterialization(ctx, {
      ...input,
      startUs: microsFrom("start", writtenTime(start)),
      endUs: microsFrom("end", writtenTime(end)),
      incremental: false,
      scheduledFor: null,
    });
    return { id };
  },
});

export const cancelMaterializationAction = defineAction({
  name: "cancel-materialization",
  input: RunAction,
  run: async (ctx, input) => {
    await cancelMaterialization(ctx, input);
  },
});

export const resumeMaterializationAction = defineAction({
  name: "resume-materialization",
  input: RunAction,
  run: async (ctx, input) => {
    await resumeMaterialization(ctx, input);
  },
});
