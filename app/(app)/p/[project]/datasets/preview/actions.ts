"use server";

import { PreviewAction } from "@/lib/contracts/preview";
import { defineAction } from "@/lib/server/action";
import { runUploadedPreview } from "./run-uploaded-preview";

export const runPreviewAction = defineAction({
  name: "run-preview",
  input: PreviewAction,
  run: runUploadedPreview,
});
