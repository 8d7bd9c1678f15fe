"use server";

import { SetLifecycleInput } from "@/lib/contracts/lifecycle";
import { defineAction } from "@/lib/server/action";
import { setLifecycle } from "@/lib/services/groups/set-lifecycle";

export const setLifecycleAction = defineAction({
  name: "set-lifecycle",
  input: SetLifecycleInput,
  run: setLifecycle,
});
