import "server-only";
import { invalid } from "@/lib/core/errors";
import { planRetention } from "@/lib/core/offline/history";
import type { ServiceContext } from "../context";
import type { AppendRun } from "./append";
import { latestFiles, type RewriteResult, rewriteFiles } from "./rewrite";
import { relationOf } from "./snapshot";
import { authorizeTarget, type OfflineTarget, type TargetInput } from "./target";

export interface RetainInput extends TargetInput {
  /** Rows with an event time before this go, microseconds. */
  beforeUs: bigint;
  /** Only says what would go. */
  dryRun: boolean;
}

export interface RetainResult extends RewriteResult {
  dry_run: boolean;
}

const COUNT_DEADLINE_MS = 60_000;

/**
 * Drops rows with an event time before a moment. Commits that a dataset has pinned keep theirs; other readers of earlier
 * commits are told that older rows are gone.
 */
export async function retainRows(
  ctx: ServiceContext,
  input: RetainInput,
  run: AppendRun,
): Promise<RetainResult> {
  const target = await authorizeTarget(ctx, "data:write", input);
  const { beforeUs } = input;
  if (beforeUs > BigInt(ctx.now().getTime()) * 1000n)
    throw invalid([
      { path: "before", message: "lies in the future: every row would go", expected: "a past time" },
    ]);
  if (input.dryRun) return { ...(await foresee(ctx, target, beforeUs)), dry_run: true };
  const result = await rewriteFiles(ctx, target, "retain", run, ({ commit, live }) => {
    const { dropped, cut } = planRetention(live, beforeUs);
    if (dropped.length === 0 && cut.length === 0) return null;
    return { kind: "retain", dropped, rewritten: cut, buckets: commit.buckets, fromUs: beforeUs };
  });
  return { ...result, dry_run: false };
}

async function foresee(ctx: ServiceContext, target: OfflineTarget, beforeUs: bigint): Promise<RewriteResult> {
  const latest = await latestFiles(ctx, target);
  const { dropped, cut } = planRetention(latest?.live ?? [], beforeUs);
  let rows = Number(dropped.reduce((sum, file) => sum + file.rows, 0n));
  if (latest && cut.length > 0) {
    const counted = await ctx.engine.countHistory(
      {
        relation: relationOf(target.schema, target.folder, latest.commit, cut, null),
        eventTime: target.schema.eventTime,
        masked: [],
        where: [],
        sinceUs: null,
        untilUs: beforeUs,
      },
      { runId: ctx.newId(), deadlineMs: COUNT_DEADLINE_MS },
    );
    rows += counted.rowCount;
  }
  return {
    commit: null,
    files_removed: dropped.length + cut.length,
    files_added: cut.length,
    rows_dropped: rows,
    files_deleted: 0,
    bytes_deleted: 0,
  };
}
