import "server-only";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import type { Db } from "./client";

/** A group whose definition says when it is materialized. */
export interface ScheduledGroup {
  id: string;
  name: string;
  project: string;
  /** Since when its definition stands as it is: firings before that are not its own. */
  since: Date;
  document: FeatureGroupDefinition;
}

/** Retired groups have no schedule any more. */
export async function listScheduledGroups(db: Db): Promise<ScheduledGroup[]> {
  return await db.$queryRaw<ScheduledGroup[]>`
    SELECT g.id, g.name, p.name AS project, g.valid_from AS since, g.definition AS document
    FROM feature_group g JOIN project p ON p.id = g.project_id
    WHERE jsonb_typeof(g.definition -> 'schedule') = 'object' AND g.lifecycle <> 'retired'
    ORDER BY g.created_at`;
}

/** The last moment of the schedule that a run was started for. */
export async function findLastScheduled(db: Db, groupId: string): Promise<Date | null> {
  const row = await db.materializationRun.findFirst({
    where: { groupId, scheduledFor: { not: null } },
    orderBy: { scheduledFor: "desc" },
    select: { scheduledFor: true },
  });
  return row?.scheduledFor ?? null;
}
