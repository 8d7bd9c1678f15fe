"use server";

import { RunRuleInput } from "@/lib/contracts/conformance";
import { defineAction } from "@/lib/server/action";
import { readSuite } from "@/lib/server/conformance-suite";
import { runConformanceRule } from "@/lib/services/conformance/run";

export const runRuleAction = defineAction({
  name: "run-conformance-rule",
  input: RunRuleInput,
  run: async (ctx, { rule }) => await runConformanceRule(ctx, { suite: await readSuite(), rule }),
});
