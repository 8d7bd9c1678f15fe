import "server-only";
import type { CoverageAnswer } from "@/lib/contracts/dataset-result";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { WrittenPit } from "@/lib/offline/engine";

/** What a join tells about itself, as it travels. */
export function coverageAnswer(plan: PitPlan, written: WrittenPit): CoverageAnswer {
  const { rowCount, dropped, coverage, warnings, columns } = written;
  return {
    row_count: rowCount,
    dropped: {
      before_since: dropped.beforeSince,
      between_splits: dropped.betweenSplits,
      not_sampled: dropped.notSampled,
      not_mature: dropped.notMature,
    },
    coverage: coverage.map(({ name, features, notFound }) => ({
      name,
      features,
      not_found: {
        without_key_or_time: notFound.withoutKeyOrTime,
        ended: notFound.ended,
        too_early: notFound.tooEarly,
        never_seen: notFound.neverSeen,
      },
    })),
    warnings,
    columns: columns.map(({ name, type, role, group }) => ({
      name,
      type,
      role,
      group: group === null ? null : (plan.groups[group]?.name ?? null),
    })),
  };
}
