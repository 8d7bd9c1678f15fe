import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from "@opentelemetry/api";

const FLUSH_MS = 1_000;

/** The only module that loads the OpenTelemetry SDK; spans go out in batches as OTLP over HTTP. */
export async function startTracingSdk(
  serviceName: string,
  endpoint: string,
): Promise<{ stop: () => Promise<void> }> {
  // Asked for here: a static import would be hoisted to the top of the bundle, and load with every process.
  const [{ OTLPTraceExporter }, { defaultResource, resourceFromAttributes }, sdk] = await Promise.all([
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const { BatchSpanProcessor, TracerProvider } = sdk;
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ "service.name": serviceName })),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` }),
        scheduledDelayMillis: FLUSH_MS,
      }),
    ],
  });
  context.setGlobalContextManager(asyncContextManager());
  trace.setGlobalTracerProvider(provider);
  return { stop: () => provider.shutdown() };
}

/** Carries the current span through awaits; the SDK brings a manager for synchronous code only. */
function asyncContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, thisArg, ...args) => storage.run(active, () => work.apply(thisArg as never, args)),
    bind: <T>(active: Context, target: T): T => {
      if (typeof target !== "function") return target;
      // The same function, with the context around each call: its type does not change.
      return ((...args: unknown[]) => storage.run(active, () => target(...args))) as T;
    },
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  };
}
