import "server-only";
import type { z } from "zod";
import type {
  IntervalItem,
  MaterializationItem,
  MaterializationTaskItem,
  RunLineItem,
} from "@/lib/contracts/api/materializations";
import type { LedgerEntry } from "@/lib/core/materialization/ledger";
import { percentOf } from "@/lib/core/materialization/run";
import { formatInstant } from "@/lib/core/time/instant";
import type { ServiceContext } from "@/lib/services/context";
import type { MaterializationRun, MaterializationTask, RunLine } from "@/lib/store/materializations";
import { instantOrNull, instantText } from "./instant";
import { positionOf, writePosition } from "./position";

const ORDER = "materializations";

export function runWire(run: MaterializationRun): z.input<typeof MaterializationItem> {
  return {
    id: run.id,
    project: run.project,
    group: run.group,
    version: run.version,
    status: run.status,
    percent: percentOf(run.tasks),
    attempt: run.attempt,
    retries: run.retries,
    not_before: instantOrNull(run.notBefore),
    cancel_requested: run.cancelRequested,
    scheduled_for: instantOrNull(run.scheduledFor),
    error: run.error,
    created_by: run.createdBy,
    created_at: instantText(run.createdAt),
    started_at: instantOrNull(run.startedAt),
    finished_at: instantOrNull(run.finishedAt),
    tasks: run.tasks.map(taskWire),
  };
}

function taskWire(task: MaterializationTask): z.input<typeof MaterializationTaskItem> {
  return {
    position: task.position,
    group: task.group,
    version: task.version,
    start: formatInstant(task.startUs),
    end: formatInstant(task.endUs),
    status: task.status,
    stage: task.stage,
    phase: task.phase,
    percent: task.percent,
    commit: task.commit,
    rows: task.rows === null ? null : Number(task.rows),
    error: task.error,
    started_at: instantOrNull(task.startedAt),
    finished_at: instantOrNull(task.finishedAt),
  };
}

export function lineWire({ at, level, message }: RunLine): z.input<typeof RunLineItem> {
  return { at: instantText(at), level, message };
}

export function intervalWire(entry: LedgerEntry): z.input<typeof IntervalItem> {
  const { startUs, endUs, state, reason, commit, times, upstream } = entry;
  return { start: formatInstant(startUs), end: formatInstant(endUs), state, reason, commit, times, upstream };
}

/** Where a page of runs starts: before this moment. */
export function runsBefore(ctx: ServiceContext, cursor: string | undefined): Date | null {
  const at = positionOf(ctx, ORDER, cursor);
  return at === null ? null : new Date(Number(at));
}

export function runsNext(
  ctx: ServiceContext,
  { items, hasMore }: { items: readonly MaterializationRun[]; hasMore: boolean },
): string | null {
  const last = items.at(-1);
  return writePosition(ctx, ORDER, hasMore && last ? String(last.createdAt.getTime()) : null);
}
