import "server-only";
import type { ParsedPreviewAction, PreviewBody, PreviewResult } from "@/lib/contracts/preview";
import type { ParsedProveAction, ProveResult } from "@/lib/contracts/prove";
import { invalid } from "@/lib/core/errors";
import { withPreviewRun } from "@/lib/server/preview-runs";
import { currentTraceparent } from "@/lib/server/tracing";
import type { ServiceContext } from "@/lib/services/context";
import { proveNoLeak } from "@/lib/services/leaks/prove";
import { runPreview } from "@/lib/services/preview/run";

/** Runs a preview whose CSV, if any, came as a file beside the request; it can be followed and cancelled by its id. */
export async function runUploadedPreview(
  ctx: ServiceContext,
  { project, run_id, body, csv }: ParsedPreviewAction,
): Promise<PreviewResult> {
  const traceparent = currentTraceparent();
  return await withPreviewRun(ctx, { runId: run_id }, async (run) =>
    runPreview(
      ctx,
      { ...body, spine: await withUpload(body.spine, csv), project },
      { ...run, ...(traceparent === null ? {} : { traceparent }) },
    ),
  );
}

/** Runs a proof over the spine of a preview; it is followed and cancelled like one. */
export async function runUploadedProof(
  ctx: ServiceContext,
  { project, run_id, body, csv }: ParsedProveAction,
): Promise<ProveResult> {
  return await withPreviewRun(ctx, { runId: run_id }, async (run) =>
    proveNoLeak(ctx, { ...body, spine: await withUpload(body.spine, csv), project }, run),
  );
}

async function withUpload(spine: PreviewBody["spine"], csv: File | null): Promise<PreviewBody["spine"]> {
  if (!("csv" in spine) || csv === null) return spine;
  try {
    return { csv: new TextDecoder("utf-8", { fatal: true }).decode(await csv.arrayBuffer()) };
  } catch {
    throw invalid([{ path: "csv", message: "is not UTF-8 text", expected: "CSV saved as UTF-8" }]);
  }
}
