"use server";

import { BuildAction, CoverageAction, DatasetAction } from "@/lib/contracts/datasets";
import { defineAction } from "@/lib/server/action";
import { withPreviewRun } from "@/lib/server/preview-runs";
import { buildDataset } from "@/lib/services/datasets/build";
import { cancelDataset } from "@/lib/services/datasets/cancel";
import { coverDataset } from "@/lib/services/datasets/coverage";
import { verifyDataset } from "@/lib/services/datasets/verify";

export const coverDatasetAction = defineAction({
  name: "cover-dataset",
  input: CoverageAction,
  run: (ctx, { project, run_id, body }) =>
    withPreviewRun(ctx, { runId: run_id }, (run) => coverDataset(ctx, { ...body, project }, run)),
});

export const buildDatasetAction = defineAction({
  name: "build-dataset",
  input: BuildAction,
  run: (ctx, { project, body }) => buildDataset(ctx, { ...body, project }),
});

export const verifyDatasetAction = defineAction({
  name: "verify-dataset",
  input: DatasetAction,
  run: verifyDataset,
});

export const cancelDatasetAction = defineAction({
  name: "cancel-dataset",
  input: DatasetAction,
  run: cancelDataset,
});
