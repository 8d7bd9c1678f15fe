import "server-only";
import type { PreviewBody, PreviewResult, RunProgress } from "@/lib/contracts/preview";
import { invalid } from "@/lib/core/errors";
import { buildPitPlan } from "@/lib/core/pit/plan";
import { loadDocuments } from "@/lib/store/documents";
import { authorizeProject } from "../authorize";
import { read, type ServiceContext } from "../context";
import { releaseGroups, requestGroups } from "./groups";
import { requestOnDemand } from "./on-demand";
import { previewResult } from "./result";
import { requestSpine } from "./spine";

export interface PreviewInput extends PreviewBody {
  project: string;
}

export interface PreviewRun {
  runId: string;
  signal?: AbortSignal;
  onProgress?: (progress: RunProgress) => void;
  traceparent?: string;
}

const DEADLINE_MS = 60_000;

/** Joins features to a spine as of each row's time, and shows where every value came from. Nothing is stored. */
export async function runPreview(
  ctx: ServiceContext,
  input: PreviewInput,
  run: PreviewRun,
): Promise<PreviewResult> {
  const project = await authorizeProject(ctx, "preview:run", input.project);
  const { groups, computed, documents } = await read(ctx, async (db) => {
    const set = await loadDocuments(db, project.id);
    const asked = await requestGroups(db, ctx, project, input.features, set);
    return { documents: set, ...(await requestOnDemand(db, ctx, project, asked, set)) };
  });
  try {
    const outcome = buildPitPlan({
      spine: requestSpine(input, groups, documents),
      groups: groups.map((group) => group.request),
      knowledge: input.knowledge,
      rowsMax: input.rows_max,
      shortNames: input.short_names,
      computed,
    });
    if (!outcome.ok) throw invalid(outcome.problems);
    const result = await ctx.engine.runPit(outcome.plan, { ...run, deadlineMs: DEADLINE_MS });
    return previewResult(result, groups, outcome.plan);
  } finally {
    await releaseGroups(groups);
  }
}
