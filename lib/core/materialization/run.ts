export const RUN_STATUSES = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const TASK_STATUSES = ["waiting", "running", "succeeded", "failed", "cancelled", "skipped"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/**
 * What happens to an interval, in this order: rows are computed, checked against schema, constraints and rules, published
 * as one commit, and brought to the online store.
 */
export const TASK_STAGES = ["compute", "validate", "publish", "serve"] as const;
export type TaskStage = (typeof TASK_STAGES)[number];

/** The stage that a step of the engine belongs to, by the name it reports. */
export function stageOf(phase: string): TaskStage {
  if (phase === "checking rows") return "validate";
  return ["sorting rows", "writing files", "publishing files"].includes(phase) ? "publish" : "compute";
}

/** Whether somebody works on a run, or will. */
export function isActive(status: RunStatus): boolean {
  return status === "queued" || status === "running";
}

/** How far a run is, 0..100: tasks that have ended, and of the one at work its own share. */
export function percentOf(tasks: readonly { status: TaskStatus; percent: number | null }[]): number {
  if (tasks.length === 0) return 100;
  const done = tasks.reduce((sum, { status, percent }) => {
    if (status === "succeeded" || status === "skipped") return sum + 1;
    return status === "running" ? sum + (percent ?? 0) / 100 : sum;
  }, 0);
  return (100 * done) / tasks.length;
}
