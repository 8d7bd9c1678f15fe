import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  cancelMaterializationOperation,
  getMaterializationOperation,
  listGroupMaterializationsOperation,
  listIntervalsOperation,
  listMaterializationsOperation,
  resumeMaterializationOperation,
  startMaterializationOperation,
} from "@/lib/contracts/api/materializations";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { FILES } from "@/lib/services/materialization/materialization-under-test";
import { workOnRun } from "@/lib/services/materialization/work";
import { createTestApi, type TestApi } from "./test-api";

let engine: EngineUnderTest;
let api: TestApi;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  writeFileSync(
    join(engine.dataRoot, "legs.csv"),
    "origin,departed_at,known_at,delay\nATL,2026-01-01T10:00:00,2026-01-01T11:00:00,20\n",
  );
  writeFileSync(
    join(engine.dataRoot, "register.csv"),
    "origin,valid_from,state\nATL,2026-01-01T00:00:00,GA\n",
  );
  api = await createTestApi({ admin: true, engine: engine.engine }, { dataDir: engine.dataDir });
  await api.send("POST /projects/flights/apply", { body: { files: [{ path: "all.yaml", text: FILES }] } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await engine.close();
});

const START = { start: "2026-01-01T00:00:00Z", end: "2026-01-03T00:00:00+00:00" };
const runs = "/projects/flights/materializations";

it("a run is started, cancelled, resumed and read as the description says", async () => {
  const started = await api.send("POST /projects/flights/groups/load/materializations", { body: START });
  expect(started.status).toBe(201);
  const { id, status } = started.as(startMaterializationOperation);
  expect(status).toBe("queued");
  const again = await api.send("POST /projects/flights/groups/load/materializations", { body: START });
  expect([again.status, again.problem().code]).toEqual([409, "CONFLICT"]);
  const cancelled = await api.send(`POST ${runs}/${id}/cancel`, { body: {} });
  expect(cancelled.as(cancelMaterializationOperation)).toMatchObject({ status: "cancelled" });
  const resumed = await api.send(`POST ${runs}/${id}/resume`, { body: {} });
  expect(resumed.as(resumeMaterializationOperation)).toMatchObject({ status: "queued", error: null });
  await workOnRun(api.server.world.system, id, new AbortController().signal);
  const done = (await api.send(`GET ${runs}/${id}`)).as(getMaterializationOperation);
  expect(done).toMatchObject({
    status: "succeeded",
    percent: 100,
    tasks: [{ group: "load", stage: "serve", rows: 6, start: "2026-01-01T00:00:00.000000Z" }],
  });
  expect(done.lines.map(({ message }) => message).at(-1)).toBe("Done.");
  const ledger = (await api.send("GET /projects/flights/groups/load/intervals?end=2026-01-04T00:00:00Z")).as(
    listIntervalsOperation,
  );
  expect(ledger).toMatchObject({
    version: 1,
    emit_seconds: 21_600,
    refusal: null,
    items: [{ state: "computed" }, { state: "missing", reason: "never" }],
  });
});

it("runs are listed newest first, page by page, of a group or of the project", async () => {
  const second = await api.send("POST /projects/flights/groups/departures/materializations", { body: START });
  const { id } = second.as(startMaterializationOperation);
  const first = (await api.send(`GET ${runs}?limit=1`)).as(listMaterializationsOperation);
  expect(first.items.map((run) => run.id)).toEqual([id]);
  const next = (await api.send(`GET ${runs}?limit=1&cursor=${encodeURIComponent(first.next ?? "")}`)).as(
    listMaterializationsOperation,
  );
  expect(next).toMatchObject({ items: [{ group: "load" }], next: null });
  const own = await api.send("GET /projects/flights/groups/load/materializations");
  expect(own.as(listGroupMaterializationsOperation).items.map(({ group }) => group)).toEqual(["load"]);
});

it("what cannot be computed is refused by field, a token without the scope by name, another project's run not at all", async () => {
  const post = (body: object, token?: string) =>
    api.send("POST /projects/flights/groups/profile/materializations", { body, ...(token ? { token } : {}) });
  for (const [body, path] of [
    [{}, "start"],
    [{ ...START, end: "2025-01-01T00:00:00Z" }, "end"],
    [{ ...START, end: "2999-01-01T00:00:00Z" }, "end"],
    [{ ...START, start: "2026-01-01" }, "start"],
  ] as const) {
    const refused = await post(body);
    expect([refused.status, refused.problem().errors[0]?.path], JSON.stringify(body)).toEqual([422, path]);
  }
  const reader = await api.token({ admin: true, scopes: ["read"] });
  expect((await post(START, reader)).status).toBe(403);
  const missing = await api.send(`GET ${runs}/00000000-0000-7000-8000-000000000000`);
  expect(missing.status).toBe(404);
});
