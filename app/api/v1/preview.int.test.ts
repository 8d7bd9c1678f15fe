import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getPreviewRunOperation, previewOperation } from "@/lib/contracts/api/preview";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { TEST_URL } from "@/lib/server/test-server";
import { createTestApi, type TestApi } from "./test-api";

const ROWS = `key,at,count,amount,ratio,label
a,2026-01-01T00:00:00.000001Z,9007199254740993,12345678901234567890.1234567890,NaN,one
a,2026-01-02T00:00:00.000002Z,-9223372036854775808,-0.0000000001,Infinity,
b,2026-01-01T00:00:00Z,0,0.0000000000,-0.0,"quoted, text"
`;

const FILES = [
  { path: "asof.yaml", text: "kind: project\nname: flights\n" },
  {
    path: "all.yaml",
    text: `kind: entity
name: thing
join_keys: [{name: key, type: string}]
---
kind: source
name: things
path: things.csv
event_time: at
columns:
  - {name: key, type: string}
  - {name: at, type: timestamp}
  - {name: count, type: int64}
  - {name: amount, type: "decimal(30,10)"}
  - {name: ratio, type: float64}
  - {name: label, type: string}
---
kind: feature_group
name: numbers
entity: thing
source: things
event_time: at
features:
  - {name: count, type: int64}
  - {name: amount, type: "decimal(30,10)"}
  - {name: ratio, type: float64}
  - {name: label, type: string}
`,
  },
];

const BODY = {
  features: ["numbers:*"],
  spine: {
    columns: {
      key: ["a", "a", "b", "missing"],
      at: [
        "2026-01-01T00:00:00.000001Z",
        "2026-01-02T00:00:00.000003Z",
        "2026-01-05T00:00:00Z",
        "2026-01-05T00:00:00Z",
      ],
    },
  },
  time: "at",
};
const ADDRESS = "POST /projects/flights/preview";
const NOT_RUNNING = { phase: null, percent: null };

let engine: EngineUnderTest;
let api: TestApi;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  await writeFile(join(engine.dataRoot, "things.csv"), ROWS);
  api = await createTestApi({ admin: true, engine: engine.engine });
  const applied = await api.send("POST /projects/flights/apply", { body: { files: FILES } });
  expect(applied.status, applied.text).toBe(200);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await engine.close();
});

describe("a preview", () => {
  it("R20: 2^53 + 1, int64's end, wide decimals, NaN, infinity, -0 and microseconds arrive as they are", async () => {
    const preview = await api.send(ADDRESS, { body: BODY });
    expect(preview.status, preview.text).toBe(200);
    const { columns, rows, sources } = preview.as(previewOperation);
    const position = (name: string) => columns.findIndex((column) => column.name === `numbers__${name}`);
    const column = (name: string) => rows.map((row) => row[position(name)]);
    expect(column("count")).toEqual(["9007199254740993", "-9223372036854775808", "0", null]);
    expect(column("amount")).toEqual([
      "12345678901234567890.1234567890",
      "-0.0000000001",
      "0.0000000000",
      null,
    ]);
    expect(column("ratio").slice(0, 2)).toEqual(["NaN", "Infinity"]);
    expect(preview.text).toMatch(/-0(\.0)?/);
    expect(column("label")).toEqual(["one", null, "quoted, text", null]);
    const times = sources.map((groups) => groups[0]?.event_time);
    expect(times).toEqual([
      "2026-01-01T00:00:00.000001Z",
      "2026-01-02T00:00:00.000002Z",
      expect.stringMatching(/^2026-01-01T00:00:00(\.0+)?Z$/),
      null,
    ]);
  });

  it("is for those who may see values: 401, 403 and 404 for the others", async () => {
    const statusOf = async (token: string | null) => (await api.send(ADDRESS, { token, body: BODY })).status;
    expect(await statusOf(null)).toBe(401);
    expect(await statusOf(await api.token({ role: "viewer" }))).toBe(403);
    expect(await statusOf(await api.token({ role: "contributor", scopes: ["read"] }))).toBe(403);
    expect(await statusOf(await api.token({}))).toBe(404);
    expect(await statusOf(await api.token({ role: "contributor" }))).toBe(200);
  });

  it("names every field that is wrong", async () => {
    const wrong = await api.send(ADDRESS, { body: { ...BODY, features: ["numbers:nothing", "none:*"] } });
    expect(wrong.status).toBe(422);
    expect(wrong.problem().errors.length).toBeGreaterThan(0);
    const shape = await api.send(ADDRESS, { body: { ...BODY, features: [], time: "", extra: 1 } });
    const paths = shape.problem().errors.map((error) => error.path);
    expect(paths).toEqual(expect.arrayContaining(["features", "time", ""]));
  });

  it("S4: a paste of 200 MB is refused with 413 before it has all arrived, and the server goes on", async () => {
    const megabyte = new Uint8Array(1024 * 1024).fill(120);
    let sentCount = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sentCount++ < 200) controller.enqueue(megabyte);
        else controller.close();
      },
    });
    const response = await api.handle(
      new Request(`${TEST_URL}/api/v1/projects/flights/preview`, {
        method: "POST",
        headers: { authorization: `Bearer ${await api.token()}`, "content-type": "application/json" },
        body,
        duplex: "half",
      } as RequestInit),
    );
    expect(response.status).toBe(413);
    expect(sentCount).toBeLessThan(50);
    expect((await api.send(ADDRESS, { body: BODY })).status).toBe(200);
  });

  it("tells its person how far it is, lets nobody else see or cancel it, and ends when cancelled", async () => {
    const runId = api.server.container.newId();
    const token = await api.token({ role: "contributor" });
    const many = Array.from(
      { length: 200_000 },
      (_, i) => `a,2026-01-01T00:00:${String(i % 60).padStart(2, "0")}Z`,
    );
    const running = api.send(`${ADDRESS}?run_id=${runId}`, {
      token,
      body: { ...BODY, spine: { csv: `key,at\n${many.join("\n")}\n` } },
    });
    const phase = async () =>
      (await api.send(`GET /previews/${runId}`, { token })).as(getPreviewRunOperation).phase;
    while ((await phase()) === null);
    expect((await api.send(`GET /previews/${runId}`)).json).toEqual(NOT_RUNNING);
    expect((await api.send(`DELETE /previews/${runId}`)).status).toBe(204);
    expect(await phase(), "what somebody else sends cancels nothing").not.toBeNull();
    expect((await api.send(`GET /previews/${runId}`, { token: null })).status).toBe(401);
    expect((await api.send(`DELETE /previews/${runId}`, { token })).status).toBe(204);
    const ended = await running;
    expect([ended.status, ended.problem().code]).toEqual([499, "CANCELLED"]);
    expect((await api.send(`GET /previews/${runId}`, { token })).json).toEqual(NOT_RUNNING);
    expect((await api.send("GET /previews/no-id", { token })).status).toBe(422);
  });
});
