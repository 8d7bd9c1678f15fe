import "server-only";
import type { SpineFormat } from "@/lib/contracts/datasets";
import type { RunProgress } from "@/lib/contracts/preview";
import type { EngineCall } from "@/lib/offline/engine";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import type { Upload } from "../offline/write-rows";
import { type JoinInput, planJoin, withJoin } from "./join";
import { spineRelation } from "./spine";

const DEADLINE_MS = 10 * 60_000;

export interface HistoricalInput
  extends Pick<JoinInput, "features" | "time" | "timezone" | "knowledge" | "at" | "short_names"> {
  project: string;
  spineFormat: SpineFormat;
  format: "parquet" | "csv";
  /** Where the rows go, below the data folder; the caller sends and removes them. */
  outputPath: string;
  /** Takes the spine in; called once it is clear that the actor may join. */
  receive: () => Promise<Upload>;
}

/** A join whose rows are made to be sent: nothing of it is kept. */
export async function getHistorical(
  ctx: ServiceContext,
  input: HistoricalInput,
  run: { runId: string; signal?: AbortSignal; onProgress?: (progress: RunProgress) => void },
): Promise<{ rowCount: number; bytes: number }> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const { spineFormat, format, outputPath, receive, project: _, ...wanted } = input;
  const join: JoinInput = { ...wanted, label: null, since: null, split: null, sample: null };
  const call: EngineCall = { ...run, deadlineMs: DEADLINE_MS };
  const folder = `${outputPath}.rows`;
  return await withJoin(ctx, project, join, async (parts) => {
    const spine = await receive();
    try {
      const source = spineRelation(spine.path, spineFormat, join);
      const { columns } = await ctx.engine.describeSpine(source, call);
      const plan = planJoin(join, parts, { source, columns });
      const { files, rowCount } = await ctx.engine.writePit(plan, { folder, format, shards: 1 }, call);
      const [file] = files;
      if (!file) throw new Error("a join that was written has a file");
      await ctx.files.copy(`${folder}/${file.path}`, outputPath);
      return { rowCount, bytes: file.bytes };
    } finally {
      await spine.discard();
      await ctx.files.remove(folder);
    }
  });
}
