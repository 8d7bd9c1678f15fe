import "server-only";
import { SpanStatusCode, trace } from "@opentelemetry/api";

/** A span around one visit to the metadata store; costs next to nothing while tracing is off. */
export function storeSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  return trace.getTracer("asof").startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
