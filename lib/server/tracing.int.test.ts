import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  currentTraceparent,
  recordSpans,
  startTracing,
  stopTracing,
  withSpan,
  withTraceparent,
} from "./tracing";

interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number };
  service: string;
}

interface OtlpBody {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<ReceivedSpan, "service">[] }[];
  }[];
}

let collector: Server;
let received: ReceivedSpan[];
let endpoint: string;

beforeEach(async () => {
  received = [];
  collector = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (request.url === "/v1/traces") received.push(...spansOf(JSON.parse(body)));
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  const address = collector.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterEach(() => {
  collector.close();
});

function spansOf({ resourceSpans }: OtlpBody): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}

describe("without an endpoint", () => {
  test("nothing is loaded, nothing is sent, and work runs as ever", async () => {
    vi.doMock("./tracing-sdk", () => {
      throw new Error("the SDK was loaded");
    });
    await startTracing("web", null);
    expect(await withSpan("verb", {}, async () => currentTraceparent())).toBeNull();
    recordSpans(currentTraceparent(), [{ name: "scan", startMs: 1, endMs: 2 }]);
    await stopTracing();
    expect(received).toEqual([]);
    await expect(startTracing("web", endpoint)).rejects.toThrow();
    vi.doUnmock("./tracing-sdk");
  });
});

describe("with an endpoint", () => {
  test("spans of web, worker and engine arrive as one trace, each under its caller", async () => {
    await startTracing("web", endpoint);
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

    const byName = new Map(received.map((span) => [span.name, span]));
    expect([...byName.keys()].toSorted()).toEqual(["engine scan", "job demo", "route apply", "verb apply"]);
    expect(new Set(received.map(({ traceId }) => traceId)).size).toBe(1);
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
