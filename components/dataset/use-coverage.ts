"use client";

import { useCallback, useRef, useState } from "react";
import { cancelUntilEnded, newRunId, pollProgress } from "@/components/preview/use-preview-run";
import type { ActionResult } from "@/lib/contracts/action-result";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import type { CoverageAction } from "@/lib/contracts/datasets";
import type { RunProgress } from "@/lib/contracts/preview";

export type CoverDataset = (input: CoverageAction) => Promise<ActionResult<CoverageAnswer>>;

/** Runs one dry run at a time; progress and cancel go to a route of their own, as for previews. */
export function useCoverage(project: string, action: CoverDataset) {
  const [progress, setProgress] = useState<RunProgress | null>(null);
  const current = useRef<string | null>(null);

  const start = useCallback(
    async (body: CoverageAction["body"]) => {
      const runId = newRunId();
      current.current = runId;
      setProgress({ phase: "starting", percent: null });
      void pollProgress(runId, () => current.current === runId, setProgress);
      try {
        return await action({ project, run_id: runId, body });
      } finally {
        current.current = null;
        setProgress(null);
      }
    },
    [project, action],
  );

  const cancel = useCallback(() => {
    const runId = current.current;
    if (runId !== null) void cancelUntilEnded(runId, () => current.current === runId);
  }, []);

  return { progress, start, cancel };
}
