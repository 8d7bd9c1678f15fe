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
    describeSpine: (source, call) => traced("describeSpine", call, (c) => engine.describeSpine(source, c)),
    writeSpine: (draft, path, call) => traced("writeSpine", call, (c) => engine.writeSpine(draft, path, c)),
    writePit: (plan, output, call) => traced("writePit", call, (c) => engine.writePit(plan, output, c)),
    prepareFiles: (request, call) => traced("prepareFiles", call, (c) => engine.prepareFiles(request, c)),
    writeRows: (request, call) => traced("writeRows", call, (c) => engine.writeRows(request, c)),
    rewriteRows: (request, call) => traced("rewriteRows", call, (c) => engine.rewriteRows(request, c)),
    readHistory: (request, call) => traced("readHistory", call, (c) => engine.readHistory(request, c)),
    countHistory: (request, call) => traced("countHistory", call, (c) => engine.countHistory(request, c)),
    exportHistory: (request, call) => traced("exportHistory", call, (c) => engine.exportHistory(request, c)),
    sweepFolder: (request, call) => traced("sweepFolder", call, (c) => engine.sweepFolder(request, c)),
    ping: () => engine.ping(),
    close: () => engine.close(),
  };
}
