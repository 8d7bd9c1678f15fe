import "server-only";
import { AppError } from "@/lib/core/errors";
import { lastFiring } from "@/lib/core/model/cron";
import type { FeatureGroupDefinition } from "@/lib/core/model/definitions";
import { findLastScheduled, listScheduledGroups } from "@/lib/store/materialization-schedules";
import { authorize } from "../authorize";
import type { ServiceContext } from "../context";
import { startMaterialization } from "./start";

interface Due {
  project: string;
  group: string;
  scheduledFor: Date;
}

/** What one look at the schedules did. */
interface DueOutcome {
  started: (Due & { run: string })[];
  failures: (Due & { error: unknown })[];
}

/**
 * Starts an incremental run for each group whose schedule has fired since it was last looked at. Of several firings that
 * nobody was there for, only the last one starts a run: it computes everything up to now. While another run of the group
 * waits or works it is not started yet; the next look tries again.
 */
export async function startDueRuns(ctx: ServiceContext): Promise<DueOutcome> {
  authorize(ctx, "people:manage");
  const outcome: DueOutcome = { started: [], failures: [] };
  for (const { id, project, name, since, document } of await ctx.store.read(null, listScheduledGroups)) {
    const last = await ctx.store.read(null, (db) => findLastScheduled(db, id));
    const at = firing(document, last !== null && last > since ? last : since, ctx.now());
    if (at === null) continue;
    const due = { project, group: name, scheduledFor: at };
    try {
      const { id: run } = await startMaterialization(ctx, { ...due, ...INCREMENTAL, startUs: dayBefore(at) });
      outcome.started.push({ ...due, run });
    } catch (error) {
      // Taken: by a run that is at work, or by another worker for the same moment.
      if (!(error instanceof AppError && error.code === "CONFLICT")) outcome.failures.push({ ...due, error });
    }
  }
  return outcome;
}

const INCREMENTAL = {
  version: null,
  endUs: null,
  incremental: true,
  only: null,
  upstream: false,
  downstream: false,
} as const;

const DAY_MS = 86_400_000;

/** Where a group starts that nothing has been computed of: a day before its schedule fired. */
function dayBefore(at: Date): bigint {
  return BigInt(at.getTime() - DAY_MS) * 1_000n;
}

function firing({ schedule }: FeatureGroupDefinition, after: Date, until: Date): Date | null {
  if (!schedule) return null;
  const range = { afterMs: after.getTime(), untilMs: until.getTime() };
  const at = lastFiring(schedule.materialize, schedule.timezone, range);
  return at === null ? null : new Date(at);
}
