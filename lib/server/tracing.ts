import "server-only";
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { JobTracing } from "@/lib/jobs/queue";

/** A span measured elsewhere (in an engine child), to be sent from here. Times are milliseconds since the epoch. */
export interface MeasuredSpan {
  name: string;
  startMs: number;
  endMs: number;
  attributes?: Attributes;
}

const TRACER = "asof";
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

// Shared by the copies of this module in one Next process.
const holder = globalThis as typeof globalThis & { asofTracing?: { stop: () => Promise<void> } };

/** Sends spans to the OTLP endpoint from now on. Without one nothing happens, and the SDK is not even loaded. */
export async function startTracing(process: string, endpoint: string | null): Promise<void> {
  if (endpoint === null || holder.asofTracing) return;
  const { startTracingSdk } = await import("./tracing-sdk");
  holder.asofTracing = await startTracingSdk(`asof-${process}`, endpoint);
}

/** Sends what is still waiting; called once, when the process ends. */
export async function stopTracing(): Promise<void> {
  await holder.asofTracing?.stop();
}

/** Runs `work` inside a span; a failure marks it. Costs next to nothing while tracing is off. */
export function withSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return trace.getTracer(TRACER).startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "error" });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The current span as a W3C `traceparent`, to hand to a job or an engine child; `null` outside of a trace. */
export function currentTraceparent(): string | null {
  const current = trace.getActiveSpan()?.spanContext();
  if (!current || !isSpanContextValid(current)) return null;
  const flags = (current.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, "0");
  return `00-${current.traceId}-${current.spanId}-${flags}`;
}

/** Runs `work` as part of the trace that a `traceparent` names; `null` or an unreadable one starts none. */
export function withTraceparent<T>(traceparent: string | null, work: () => T): T {
  return context.with(contextOf(traceparent), work);
}

/** Adds spans that were measured elsewhere under the span that `traceparent` names. */
export function recordSpans(traceparent: string | null, spans: readonly MeasuredSpan[]): void {
  if (traceparent === null) return;
  const parent = contextOf(traceparent);
  for (const { name, startMs, endMs, attributes } of spans) {
    const span = trace.getTracer(TRACER).startSpan(name, { startTime: startMs, attributes }, parent);
    span.end(endMs);
  }
}

/** Jobs continue the trace of whoever sent them. */
export const jobTracing: JobTracing = {
  current: currentTraceparent,
  follow: ({ name, id, traceparent }, work) =>
    withTraceparent(traceparent, () => withSpan(`job ${name}`, { "asof.job_id": id }, work)),
};

function contextOf(traceparent: string | null): Context {
  const [, traceId = "", spanId = "", flags = "00"] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  const remote: SpanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(ROOT_CONTEXT, remote) : context.active();
}
