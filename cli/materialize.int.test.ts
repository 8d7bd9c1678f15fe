import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestApi, type TestApi } from "@/app/api/v1/test-api";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { FILES } from "@/lib/services/materialization/materialization-under-test";
import { workOnRun } from "@/lib/services/materialization/work";
import { listDueRuns } from "@/lib/store/materialization-work";
import { runForTest } from "./test-io";

let engine: EngineUnderTest;
let api: TestApi;
let http: { url: string; close: () => Promise<void> };
let folder: string;
let token: string;
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
  http = await api.listen();
  token = await api.token();
  folder = mkdtempSync(join(tmpdir(), "asof-materialize-"));
});
afterAll(async () => {
  await http.close();
  await api[Symbol.asyncDispose]();
  await engine.close();
  rmSync(folder, { recursive: true });
});

function asof(...args: string[]) {
  const env = { HOME: folder, ASOF_URL: http.url, ASOF_TOKEN: token };
  return runForTest(["-p", "flights", ...args], { cwd: folder, env });
}

/** Waits until somebody asks for a run, then works on it as the worker does. */
async function workOnce() {
  const { system, store } = api.server.world;
  const [id = ""] = await vi.waitUntil(
    async () => {
      const due = await store.read(null, listDueRuns);
      return due.length > 0 ? due : null;
    },
    { timeout: 20_000, interval: 50 },
  );
  await workOnRun(system, id, new AbortController().signal);
}

it("materialize waits for the run and shows its steps; intervals then says what is computed", async () => {
  const [done] = await Promise.all([
    asof("materialize", "departures", "--start", "2026-01-01", "--end", "2026-01-03"),
    workOnce(),
  ]);
  expect([done.exitCode, done.err]).toEqual([0, ""]);
  expect(done.out).toMatch(/departures@v1 +2026-01-01T00.* +succeeded +1 +1\n/);
  expect(done.out).toMatch(/Run [0-9a-f-]{36} succeeded\.\n$/);
  const ledger = await asof("intervals", "departures", "--end", "2026-01-05", "--json");
  expect(JSON.parse(ledger.out).items).toMatchObject([
    { start: "2026-01-01T00:00:00.000000Z", state: "computed", commit: 1, times: 1 },
    { end: "2026-01-05T00:00:00.000000Z", state: "missing", reason: "never" },
  ]);
  const table = await asof("intervals", "departures", "--end", "2026-01-05");
  expect(table.out).toMatch(/2026-01-03T00:00:00.000000Z +2026-01-05T00:00:00.000000Z +missing +never/);
});

it("Feast's names for the times mean the same; with nothing to do it says so", async () => {
  const none = await asof(
    "materialize",
    "departures",
    "--start-date",
    "2026-01-01",
    "--end-date",
    "2026-01-03",
    "--only",
    "missing",
  );
  expect([none.exitCode, none.out]).toEqual([0, "departures@v1 has nothing to compute there.\n"]);
});

it("--no-wait leaves it to the worker; a run that fails answers with 1 and its reason", async () => {
  const started = await asof(
    "materialize",
    "load",
    "--start",
    "2026-01-01",
    "--end",
    "2026-01-02",
    "--no-wait",
    "--json",
  );
  expect(JSON.parse(started.out)).toMatchObject({ status: "queued", tasks: [{ status: "waiting" }] });
  const taken = await asof("materialize", "load", "--start", "2026-01-01", "--end", "2026-01-02");
  expect([taken.exitCode, taken.err]).toEqual([2, expect.stringContaining("Another run")]);
  await workOnce();
  writeFileSync(
    join(engine.dataRoot, "legs.csv"),
    "origin,departed_at,known_at,delay\nATL,2026-01-01T10:00:00,2026-01-01T11:00:00,9999\n",
  );
  const [failed] = await Promise.all([
    asof("materialize", "departures", "--start", "2026-01-01", "--end", "2026-01-03"),
    workOnce(),
  ]);
  expect([failed.exitCode, failed.err]).toEqual([1, expect.stringContaining("above 5000")]);
});

it("a time that is none is refused before anything is sent", async () => {
  const refused = await asof("materialize", "departures", "--start", "soon");
  expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining("It is a time such as")]);
});
