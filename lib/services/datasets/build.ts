import "server-only";
import type { DatasetBody } from "@/lib/contracts/datasets";
import { insertDataset } from "@/lib/store/datasets";
import { authorizeProject } from "../authorize";
import { change, type ServiceContext } from "../context";
import { datasetFolder } from "./folder";
import { planJoin, withJoin } from "./join";
import { draftOf, findUpload, refuseHiddenSpine, spineRelation } from "./spine";

const DESCRIBE_DEADLINE_MS = 60_000;

/**
 * Takes a request for a training dataset: what can be seen to be wrong is refused now, the rest is a worker's business.
 * The dataset is there at once, as a version that is not built yet.
 */
export async function buildDataset(
  ctx: ServiceContext,
  input: DatasetBody & { project: string },
): Promise<{ id: string; version: number; runId: string }> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const { project: _, ...request } = input;
  const id = ctx.newId();
  const runId = ctx.newId();
  await withJoin(ctx, project, request, async (parts) => {
    refuseHiddenSpine(ctx, project.id, request.spine, parts.documents);
    if (!("upload" in request.spine)) return void draftOf(request.spine, request, parts);
    const upload = await findUpload(ctx, project.id, request.spine.upload);
    const source = spineRelation(upload.path, upload.format, request);
    const call = { runId, deadlineMs: DESCRIBE_DEADLINE_MS };
    const { columns } = await ctx.engine.describeSpine(source, call);
    planJoin(request, parts, { source, columns });
    await ctx.files.copy(upload.path, `${datasetFolder(id)}/spine.${upload.format}`);
  });
  const version = await change(ctx, async (tx) => {
    const row = { id, projectId: project.id, name: request.name, runId, request };
    const inserted = await insertDataset(tx.db, { ...row, createdBy: tx.actorName, at: tx.at });
    await tx.record({
      action: "dataset:build",
      projectId: project.id,
      target: { kind: "dataset", id, name: `${request.name}@v${inserted.version}` },
      details: { features: request.features },
    });
    return inserted.version;
  });
  await ctx.enqueue({ name: "dataset", id });
  return { id, version, runId };
}
