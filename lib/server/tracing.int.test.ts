import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type OtlpCollector, startOtlpCollector } from "./otlp-collector-under-test";
import {
  currentTraceparent,
  recordSpans,
  startTracing,
  stopTracing,
  withSpan,
  withTraceparent,
} from "./tracing";

let collector: OtlpCollector;

beforeEach(async () => {
  collector = await startOtlpCollector();
});
afterEach(() => collector.close());

describe("without an endpoint", () => {
  test("nothing is loaded, nothing is sent, and work runs as ever", async () => {
    vi.doMock("./tracing-sdk", () => {
      throw new Error("the SDK was loaded");
    });
    await startTracing("web", null);
    expect(await withSpan("verb", {}, async () => currentTraceparent())).toBeNull();
    recordSpans(currentTraceparent(), [{ name: "scan", startMs: 1, endMs: 2 }]);
    await stopTracing();
    expect(collector.spans).toEqual([]);
    await expect(startTracing("web", collector.endpoint)).rejects.toThrow();
    vi.doUnmock("./tracing-sdk");
  });
});

describe("with an endpoint", () => {
  test("spans of web, worker and engine arrive as one trace, each under its caller", async () => {
    await startTracing("web", collector.endpoint);
    const traceparent = await withSpan("route apply", { "http.request.method": "POST" }, async () =>
      withSpan("verb apply", {}, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        recordSpans(currentTraceparent(), [
          { name: "engine scan", startMs: 1_000, endMs: 1_250, attributes: { rows: 3 } },
        ]);
        return currentTraceparent();
      }),
    );
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    // What a job does with the traceparent that it was queued with.
    await withTraceparent(traceparent, () =>
      withSpan("job demo", {}, async () => {
        throw new Error("failed on purpose");
      }),
    ).catch(() => undefined);
    await stopTracing();

    const byName = new Map(collector.spans.map((span) => [span.name, span]));
    expect([...byName.keys()].toSorted()).toEqual(["engine scan", "job demo", "route apply", "verb apply"]);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
    const verb = byName.get("verb apply");
    expect(verb?.parentSpanId).toBe(byName.get("route apply")?.spanId);
    expect(byName.get("engine scan")?.parentSpanId).toBe(verb?.spanId);
    expect(byName.get("job demo")).toMatchObject({ parentSpanId: verb?.spanId, status: { code: 2 } });
    expect(byName.get("engine scan")).toMatchObject({
      service: "asof-web",
      startTimeUnixNano: "1000000000",
      endTimeUnixNano: "1250000000",
    });
  });
});
