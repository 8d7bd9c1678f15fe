import "server-only";
import { type JobQueue, startQueue } from "@/lib/jobs/queue";
import type { QueuedJob } from "@/lib/services/context";
import { log } from "./log";
import { jobTracing } from "./tracing";

/** Sends jobs to the workers. The connection is made with the first one: most processes never send any. */
export function createEnqueue(databaseUrl: string): (job: QueuedJob) => Promise<void> {
  let queue: Promise<JobQueue> | null = null;
  return async ({ name, id }) => {
    queue ??= startQueue({
      databaseUrl,
      handlers: {},
      tracing: jobTracing,
      onError: (error) => log.error({ err: error }, "job queue"),
    });
    try {
      await (await queue).send(name, { id }, id);
    } catch (error) {
      queue = null;
      // It is written down what is to be done; the next worker that starts finds it.
      log.error({ err: error, job: name, id }, "job not sent");
    }
  };
}
