import "server-only";
import type { SpineFormat } from "@/lib/contracts/datasets";
import type { RunProgress } from "@/lib/contracts/preview";
import type { EngineCall } from "@/lib/offline/engine";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import { type JoinInput, loadJoin, planJoin } from "./join";
import { spineRelation, uploadPath } from "./spine";

const DEADLINE_MS = 10 * 60_000;

/** A join that is answered with its rows; what lies on the disk meanwhile is removed before the last row is sent. */
export async function getHistorical(
  ctx: ServiceContext,
  input: Pick<JoinInput, "features" | "service" | "time" | "timezone" | "knowledge" | "short_names"> & {
    project: string;
    upload: { format: SpineFormat; content: AsyncIterable<Uint8Array>; bytesMax: number };
    format: "parquet" | "csv";
  },
  run: { runId: string; signal?: AbortSignal; onProgress?: (progress: RunProgress) => void },
): Promise<{ rowCount: number; bytes: number; stream: ReadableStream<Uint8Array> }> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const { upload, format, project: _, ...wanted } = input;
  const join: JoinInput = { ...wanted, label: null, since: null, split: null, sample: null };
  const { groups } = await loadJoin(ctx, project, join);
  const call: EngineCall = { ...run, deadlineMs: DEADLINE_MS };
  const spine = uploadPath(ctx, project.id, ctx.newId(), upload.format);
  const folder = `${spine}.rows`;
  try {
    await ctx.files.write(spine, upload.content, upload.bytesMax);
    const source = spineRelation(spine, upload.format, join);
    const { columns } = await ctx.engine.describeSpine(source, call);
    const plan = planJoin(join, groups, { source, columns });
    const { files, rowCount } = await ctx.engine.writePit(plan, { folder, format, shards: 1 }, call);
    return { rowCount, ...(await ctx.files.open(`${folder}/${files[0]?.path}`)) };
  } finally {
    await ctx.files.remove(spine);
    await ctx.files.remove(folder);
  }
}
