import "server-only";
import type { EngineCall, EngineTrace, OfflineEngine } from "@/lib/offline/engine";
import { currentTraceparent, recordSpans, withSpan } from "./tracing";

/** The engine with a span around each call; what was measured inside its children becomes spans below it. */
export function traceEngine(engine: OfflineEngine): OfflineEngine {
  const traced = <T extends EngineTrace>(
    method: string,
    call: EngineCall,
    ask: (call: EngineCall) => Promise<T>,
  ) =>
    withSpan(`engine ${method}`, { "asof.run_id": call.runId }, async () => {
      const traceparent = currentTraceparent();
      const result = await ask(traceparent === null ? call : { ...call, traceparent });
      recordSpans(result.traceparent, result.spans);
      return result;
    });
  return {
    describeSource: (source, call) => traced("describeSource", call, (c) => engine.describeSource(source, c)),
    sampleSource: (source, options, call) =>
      traced("sampleSource", call, (c) => engine.sampleSource(source, options, c)),
    describeSelect: (sql, inputs, call) =>
      traced("describeSelect", call, (c) => engine.describeSelect(sql, inputs, c)),
    inspectSelect: (sql, times, call) =>
      traced("inspectSelect", call, (c) => engine.inspectSelect(sql, times, c)),
    describeExpression: (expression, columns, call) =>
      traced("describeExpression", call, (c) => engine.describeExpression(expression, columns, c)),
    runPit: (plan, call) => traced("runPit", call, (c) => engine.runPit(plan, c)),
    explainPit: (plan, options, call) =>
      traced("explainPit", call, (c) => engine.explainPit(plan, options, c)),
    measureLeaks: (plan, options, call) =>
      traced("measureLeaks", call, (c) => engine.measureLeaks(plan, options, c)),
    proveNoLeak: (plan, options, call) =>
      traced("proveNoLeak", call, (c) => engine.proveNoLeak(plan, options, c)),
    prepareFiles: (request, call) => traced("prepareFiles", call, (c) => engine.prepareFiles(request, c)),
    ping: () => engine.ping(),
    close: () => engine.close(),
  };
}
