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
    describeExpression: (expression, columns, call) =>
      traced("describeExpression", call, (c) => engine.describeExpression(expression, columns, c)),
    runPit: (plan, call) => traced("runPit", call, (c) => engine.runPit(plan, c)),
    describeSpine: (source, call) => traced("describeSpine", call, (c) => engine.describeSpine(source, c)),
    writeSpine: (draft, path, call) => traced("writeSpine", call, (c) => engine.writeSpine(draft, path, c)),
    writePit: (plan, output, call) => traced("writePit", call, (c) => engine.writePit(plan, output, c)),
    prepareFiles: (request, call) => traced("prepareFiles", call, (c) => engine.prepareFiles(request, c)),
    ping: () => engine.ping(),
    close: () => engine.close(),
  };
}
