import "server-only";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import type { CoverageBody } from "@/lib/contracts/datasets";
import type { RunProgress } from "@/lib/contracts/preview";
import type { EngineCall } from "@/lib/offline/engine";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import { planJoin, withJoin } from "./join";
import { coverageAnswer } from "./result";
import { draftOf, findUpload, refuseHiddenSpine, spineRelation, uploadPath } from "./spine";

const DEADLINE_MS = 10 * 60_000;

/** How much would be found: the whole join, counted and not kept. */
export async function coverDataset(
  ctx: ServiceContext,
  input: CoverageBody & { project: string },
  run: { runId: string; signal?: AbortSignal; onProgress?: (progress: RunProgress) => void },
): Promise<CoverageAnswer> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const call: EngineCall = { ...run, deadlineMs: DEADLINE_MS };
  const { spine } = input;
  return await withJoin(ctx, project, input, async (parts) => {
    refuseHiddenSpine(ctx, project.id, spine, parts.documents);
    const cover = async (path: string, format: "csv" | "parquet") => {
      const source = spineRelation(path, format, input);
      const { columns } = await ctx.engine.describeSpine(source, call);
      const plan = planJoin(input, parts, { source, columns });
      return coverageAnswer(plan, await ctx.engine.writePit(plan, null, call));
    };
    if ("upload" in spine) {
      const upload = await findUpload(ctx, project.id, spine.upload);
      return await cover(upload.path, upload.format);
    }
    const path = uploadPath(ctx, project.id, ctx.newId(), "parquet");
    try {
      await ctx.engine.writeSpine(draftOf(spine, input, parts), path, call);
      return await cover(path, "parquet");
    } finally {
      await ctx.files.remove(path);
    }
  });
}
