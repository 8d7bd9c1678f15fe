import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { searchOperation } from "@/lib/contracts/api/catalog";
import type { Operation } from "@/lib/contracts/api/operation";
import { OPERATIONS } from "@/lib/contracts/api/operations";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { createTestApi, type TestApi } from "./test-api";
import { TEST_FILES } from "./test-definitions";

const RUNS = process.env.ASOF_TEST_LONG === "1" ? 400 : 25;

let engine: EngineUnderTest;
let api: TestApi;
let ids: string[];
beforeAll(async () => {
  engine = await startEngineUnderTest();
  api = await createTestApi({ admin: true, engine: engine.engine }, { dataDir: engine.dataDir });
  await api.send("POST /projects/flights/apply", { body: { files: TEST_FILES } });
  const { items } = (await api.send("GET /search?limit=200")).as(searchOperation);
  ids = items.map((item) => item.id);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await engine.close();
});

const NAMES = [
  "flights",
  "airport",
  "departures",
  "airport_departures",
  "departure_delay",
  "ops_analytics",
  "delay",
];
const junk = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    "%",
    "..",
    "a/../b",
    "' OR 1=1 --",
    "\0",
    "null",
    "-1",
    "1e309",
    "9".repeat(30),
    "ﬀ",
    "𝒳",
  ),
);
const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NAMES, "1", "2") },
  { weight: 1, arbitrary: junk },
);

interface FuzzedRequest {
  line: string;
  body: string | undefined;
  headers: Record<string, string>;
}

/** Requests of one operation: some nearly right, some not at all. */
function requestsOf(operation: Operation): fc.Arbitrary<FuzzedRequest> {
  const parameters = (operation.path.match(/\{\w+\}/g) ?? []).length;
  const id = fc.nat().map((i) => ids[i % ids.length] ?? "");
  return fc
    .record({
      params: fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: id }), {
        minLength: parameters,
        maxLength: parameters,
      }),
      query: fc.dictionary(
        queryName(operation),
        fc.oneof(
          word,
          id,
          fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
        ),
        {
          maxKeys: 4,
        },
      ),
      body: operation.body === null ? fc.constant(undefined) : bodyOf(operation),
      type: fc.constantFrom("application/json", "application/json", "application/yaml", "text/plain", ""),
      conditions: fc.dictionary(
        fc.constantFrom("if-match", "if-none-match", "idempotency-key", "x-request-id"),
        fc.constantFrom('"x"', "*", 'W/"', "", "a".repeat(100)),
      ),
    })
    .map(({ params, query, body, type, conditions }) => {
      let next = 0;
      const path = operation.path.replace(/\{\w+\}/g, () => segment(params[next++] ?? ""));
      const search = new URLSearchParams(query).toString();
      return {
        line: `${operation.method} ${path}${search === "" ? "" : `?${search}`}`,
        body,
        headers: { ...conditions, ...(body === undefined ? {} : { "content-type": type }) },
      };
    });
}

/** A dot segment or an empty one never reaches a route: the address is another one then. */
function segment(text: string): string {
  return /^\.{0,2}$/.test(text) ? "x" : encodeURIComponent(text);
}

function queryName(operation: Operation): fc.Arbitrary<string> {
  const schema = operation.query as { shape?: object; def?: { in?: { shape?: object } } };
  const known = Object.keys(schema.shape ?? schema.def?.in?.shape ?? {});
  return fc.constantFrom(...known, "limit", "cursor", "at", "q", "unknown");
}

/** The example of the contract with one value exchanged, any JSON, or any text. */
function bodyOf(operation: Operation): fc.Arbitrary<string> {
  const { examples = [] } = (operation.body?.meta() ?? {}) as { examples?: unknown[] };
  const mutated = fc
    .tuple(fc.constantFrom(...examples), fc.nat(), fc.oneof(fc.jsonValue(), junk))
    .map(([example, at, value]) => JSON.stringify(exchange(example, at, value)));
  return fc.oneof(
    { weight: 4, arbitrary: mutated },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  );
}

/** Puts another value in the place of the nth leaf. */
function exchange(value: unknown, at: number, replacement: unknown): unknown {
  const leaves = countLeaves(value);
  let index = at % leaves;
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === "object" && node !== null) {
      return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, walk(member)]));
    }
    return index-- === 0 ? replacement : node;
  };
  return walk(value);
}

function countLeaves(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Math.max(
    1,
    Object.values(value).reduce((sum: number, each) => sum + countLeaves(each), 0),
  );
}

describe("R23: whatever is sent", () => {
  it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    "%s never fails on our side, and answers what its contract says or a problem",
    async (id, operation) => {
      await fc.assert(
        fc.asyncProperty(requestsOf(operation), async ({ line, body, headers }) => {
          const answer = await api.send(line, { body, headers });
          const isHealth = id === "getHealth" && answer.status === 503;
          if (!isHealth) expect(answer.status, `${line} ${body} → ${answer.text}`).toBeLessThan(500);
        }),
        { numRuns: RUNS },
      );
    },
    600_000,
  );

  it("S1: nobody gets anywhere, whatever they send", async () => {
    const closed = OPERATIONS.filter((operation) => !operation.isOpen);
    const revision = await api.send("GET /projects/flights/activity?limit=1");
    for (const operation of closed) {
      await fc.assert(
        fc.asyncProperty(requestsOf(operation), async ({ line, body, headers }) => {
          const answer = await api.send(line, { token: null, body, headers });
          // The moment to read as of is looked at first; it tells nothing.
          if (!/[?&]at=/.test(line)) expect(answer.status, line).toBe(401);
          else expect([401, 422], line).toContain(answer.status);
        }),
        { numRuns: 3 },
      );
    }
    expect((await api.send("GET /projects/flights/activity?limit=1")).text).toBe(revision.text);
  });
});
