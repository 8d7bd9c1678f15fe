import "server-only";
import { listUnfinished } from "@/lib/store/datasets";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";

const UPLOAD_DAYS = 1;
const DAY_MS = 86_400_000;

/** What a worker does when it starts: hands over again what was never ended, and forgets uploads that nobody used. */
export async function resumeDatasets(ctx: ServiceContext): Promise<void> {
  authorize(ctx, "dataset:build");
  await ctx.files.expire("uploads", new Date(ctx.now().getTime() - UPLOAD_DAYS * DAY_MS));
  const { datasets, checks } = await read(ctx, listUnfinished);
  for (const id of datasets) await ctx.enqueue({ name: "dataset", id });
  for (const id of checks) await ctx.enqueue({ name: "dataset_check", id });
}
