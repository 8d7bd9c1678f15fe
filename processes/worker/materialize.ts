import type { JobHandler } from "@/lib/jobs/jobs";
import type { JobQueue } from "@/lib/jobs/queue";
import type { Container } from "@/lib/server/container";
import { log } from "@/lib/server/log";
import { systemContext } from "@/lib/server/system-context";
import { startDueRuns } from "@/lib/services/materialization/start-due";
import { workOnRun } from "@/lib/services/materialization/work";
import { listDueRuns } from "@/lib/store/materialization-work";

const LOOK_MS = 1_000;
/** Schedules name minutes: looking more often finds nothing new. */
const SCHEDULE_MS = 10_000;

/** The job that works on one run; when the worker stops, the run is handed over. */
export function materializeHandler(container: Container, stopping: AbortSignal): JobHandler<"materialize"> {
  return async ({ run_id }, { signal }) => {
    await workOnRun(systemContext(container, "materialization"), run_id, AbortSignal.any([signal, stopping]));
  };
}

/**
 * Queues a job for each run that waits, also one that a killed worker left, and starts runs that a schedule asks for.
 * Several workers may look: a run is taken once, and so is a moment of a schedule. @returns what ends it.
 */
export function watchMaterializations(container: Container, queue: JobQueue): () => void {
  const runs = repeat(LOOK_MS, "runs not looked at", async () => {
    for (const id of await container.store.read(null, listDueRuns))
      await queue.send("materialize", { run_id: id }, id);
  });
  // A group that cannot be materialized is told of once for each moment, not at each look.
  const told = new Set<string>();
  const schedules = repeat(SCHEDULE_MS, "schedules not looked at", async () => {
    const { started, failures } = await startDueRuns(systemContext(container, "schedule"));
    for (const fields of started) log.info(fields, "scheduled run started");
    for (const { error, ...fields } of failures) {
      const name = `${fields.project}/${fields.group} ${fields.scheduledFor.toISOString()}`;
      if (!told.has(name)) log.error({ ...fields, err: error }, "scheduled run not started");
      told.add(name);
    }
  });
  return () => {
    clearInterval(runs);
    clearInterval(schedules);
  };
}

function repeat(everyMs: number, failed: string, look: () => Promise<void>): NodeJS.Timeout {
  let isLooking = false;
  return setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      await look();
    } catch (error) {
      log.error({ err: error }, failed);
    } finally {
      isLooking = false;
    }
  }, everyMs);
}
