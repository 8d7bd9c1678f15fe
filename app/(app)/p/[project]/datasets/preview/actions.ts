"use server";

import { ExplainAction } from "@/lib/contracts/explain";
import { PreviewAction } from "@/lib/contracts/preview";
import { ProveAction } from "@/lib/contracts/prove";
import { defineAction } from "@/lib/server/action";
import { explainCell } from "@/lib/services/preview/explain";
import { runUploadedPreview, runUploadedProof } from "./run-uploaded-preview";

export const runPreviewAction = defineAction({
  name: "run-preview",
  input: PreviewAction,
  run: runUploadedPreview,
});

export const explainCellAction = defineAction({
  name: "explain-cell",
  input: ExplainAction,
  run: (ctx, { project, body }) => explainCell(ctx, { ...body, project }, { runId: ctx.newId() }),
});

export const proveNoLeakAction = defineAction({
  name: "prove-no-leak",
  input: ProveAction,
  run: runUploadedProof,
});
