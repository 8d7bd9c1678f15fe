import "server-only";
import { listDeleted, listUnfinished } from "@/lib/store/datasets";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";
import { datasetFolder } from "./folder";

/** What a worker does when it starts: hands over again what was never ended, and ends what was deleted. */
export async function resumeDatasets(ctx: ServiceContext): Promise<void> {
  authorize(ctx, "dataset:build");
  for (const id of await read(ctx, listDeleted)) await ctx.files.remove(datasetFolder(id));
  const { datasets, checks } = await read(ctx, listUnfinished);
  for (const id of datasets) await ctx.enqueue({ name: "dataset", id });
  for (const id of checks) await ctx.enqueue({ name: "dataset_check", id });
}
