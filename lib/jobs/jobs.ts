import { z } from "zod";

/** Every kind of background job and what it is told. A payload holds ids, never data that could be out of date. */
export const jobPayloads = {
  /** Builds the demo project, or finishes an earlier attempt. */
  demo: z.strictObject({}),
  /** Delivers the outbox events that are due. */
  outbox: z.strictObject({}),
  /** Works on one materialization run; several runs at once, each in one job. */
  materialize: z.strictObject({ run_id: z.uuid() }),
  /** Builds a training dataset, or begins again what a killed worker left. */
  dataset: z.strictObject({ id: z.uuid() }),
  /** Verifies one. */
  dataset_check: z.strictObject({ id: z.uuid() }),
} as const;

export type JobName = keyof typeof jobPayloads;
export type JobPayload<N extends JobName> = z.output<(typeof jobPayloads)[N]>;

/**
 * Runs one job. At-least-once: after a crash the same job comes again, so the effect must not depend on how often.
 * `signal` fires when the worker stops or the job has taken too long.
 */
export type JobHandler<N extends JobName> = (
  payload: JobPayload<N>,
  job: { id: string; signal: AbortSignal },
) => Promise<void>;

export type JobHandlers = { [N in JobName]?: JobHandler<N> };
