import "server-only";
import { planCompaction } from "@/lib/core/offline/history";
import type { ServiceContext } from "../context";
import type { AppendRun } from "./append";
import { type RewriteResult, rewriteFiles } from "./rewrite";
import { authorizeTarget, type TargetInput } from "./target";

/** Writes the rows of many small files into few, in more buckets when the group has grown; the rows stay the same. */
export async function compactRows(
  ctx: ServiceContext,
  input: TargetInput,
  run: AppendRun,
): Promise<RewriteResult> {
  const target = await authorizeTarget(ctx, "data:write", input);
  return await rewriteFiles(ctx, target, "compact", run, ({ commit, live }) => {
    const { files, buckets } = planCompaction(live, commit.buckets);
    return files.length === 0
      ? null
      : { kind: "compact", dropped: [], rewritten: files, buckets, fromUs: null };
  });
}
