import "server-only";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { type JobHandler, type JobHandlers, type JobName, type JobPayload, jobPayloads } from "./jobs";

export interface JobQueue {
  /** Queues a job, unless one of the same name (and key, where one is given) is already waiting or running. */
  send<N extends JobName>(name: N, payload: JobPayload<N>, key?: string): Promise<void>;
  /** Stops taking jobs and gives running ones `graceMs` to end; the rest come again after the next start. */
  stop(graceMs: number): Promise<void>;
}

/** How jobs take part in traces. */
export interface JobTracing {
  /** W3C trace context of whoever sends a job; `null` outside of a trace. */
  current(): string | null;
  /** Runs a job as part of the trace that it was sent in; `null` = none. */
  follow(
    job: { name: JobName; id: string; traceparent: string | null },
    work: () => Promise<void>,
  ): Promise<void>;
}

interface QueueOptions {
  databaseUrl: string;
  /** The jobs this process runs; without any it only sends. */
  handlers: JobHandlers;
  /** Told about failures outside of a job: a lost connection, a failed poll. pg-boss goes on by itself. */
  onError: (error: unknown) => void;
  tracing: JobTracing;
}

const SCHEMA = "jobs";
// A worker that was killed sends no more heartbeats; its job comes again after this many seconds.
const HEARTBEAT_SECONDS = 10;

/** What stands in a job beside its payload. */
const TraceData = z.looseObject({ traceparent: z.string().nullable().default(null) });

// A new job wakes the worker; only one that comes again is found by asking.
const POLLING = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };

export async function startQueue({
  databaseUrl,
  handlers,
  onError,
  tracing,
}: QueueOptions): Promise<JobQueue> {
  const isWorker = Object.keys(handlers).length > 0;
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: SCHEMA,
    application_name: "asof-jobs",
    max: 4,
    supervise: isWorker,
    schedule: isWorker,
    useListenNotify: isWorker,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on("error", onError);
  await boss.start();
  for (const name of Object.keys(jobPayloads) as JobName[]) {
    await boss.createQueue(name, {
      policy: "exclusive",
      notify: true,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 3600,
      retryLimit: 3,
      retryBackoff: true,
    });
    const handler = handlers[name];
    if (handler) await work(boss, name, handler, tracing);
  }
  return {
    async send(name, payload, key) {
      const options = key === undefined ? {} : { singletonKey: key };
      await boss.send(name, { ...payload, traceparent: tracing.current() }, options);
    },
    stop: (graceMs) => boss.stop({ graceful: true, timeout: graceMs }),
  };
}

function work<N extends JobName>(
  boss: PgBoss,
  name: N,
  handler: JobHandler<N>,
  tracing: JobTracing,
): Promise<string> {
  return boss.work(name, POLLING, async ([job]) => {
    if (!job) return;
    const { id, signal } = job;
    const { traceparent, ...data } = TraceData.parse(job.data);
    const payload = jobPayloads[name].parse(data) as JobPayload<N>;
    await tracing.follow({ name, id, traceparent }, () => handler(payload, { id, signal }));
  });
}
