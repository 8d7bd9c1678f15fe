import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestApi, type TestApi } from "@/app/api/v1/test-api";
import { TEST_FILES } from "@/app/api/v1/test-definitions";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { runForTest } from "./test-io";

let engine: EngineUnderTest;
let api: TestApi;
let http: { url: string; close: () => Promise<void> };
let folder: string;
let token: string;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  api = await createTestApi({ admin: true, engine: engine.engine }, { dataDir: engine.dataDir });
  await api.send("POST /projects/flights/apply", { body: { files: TEST_FILES } });
  http = await api.listen();
  token = await api.token();
  folder = mkdtempSync(join(tmpdir(), "asof-data-"));
});
afterAll(async () => {
  await http.close();
  await api[Symbol.asyncDispose]();
  await engine.close();
  rmSync(folder, { recursive: true });
});

function asof(args: readonly string[], input?: string) {
  const env = { HOME: folder, ASOF_URL: http.url, ASOF_TOKEN: token };
  return runForTest(["-p", "flights", ...args], {
    cwd: folder,
    env,
    ...(input === undefined ? {} : { input }),
  });
}

it("write takes a file or standard input, read shows it as of a commit and narrowed down", async () => {
  writeFileSync(
    join(folder, "rows.csv"),
    "origin,departed_at,known_at,delay,seats\nATL,2026-01-01T00:00:00Z,,1.5,9007199254740993\n",
  );
  const first = await asof(["write", "airport_departures", "rows.csv", "-m", "first"]);
  expect([first.exitCode, first.out, first.err]).toEqual([
    0,
    "Wrote 1 rows to airport_departures@v1, commit 1.\n",
    "",
  ]);
  const line = '{"origin": "ORD", "departed_at": "2026-02-01T00:00:00Z", "seats": 5}\n';
  const second = await asof(["write", "airport_departures", "-", "--format", "ndjson"], line);
  expect(second.out).toContain("commit 2");
  const all = await asof(["read", "airport_departures"]);
  expect(
    all.out
      .split("\n")
      .slice(0, 3)
      .map((text) => text.trim()),
  ).toEqual([
    expect.stringMatching(/^origin +departed_at +known_at +delay +seats +__seq +__commit$/),
    expect.stringMatching(/^ORD +2026-02-01T00:00:00.000000Z +- +- +5 +2 +2$/),
    expect.stringMatching(/^ATL +2026-01-01T00:00:00.000000Z +- +1.5 +9007199254740993 +1 +1$/),
  ]);
  const then = await asof(["read", "airport_departures", "--as-of", "1", "--json"]);
  expect(JSON.parse(then.out)).toMatchObject({ commit: 1, rows: [expect.arrayContaining(["ATL"])] });
  const narrowed = await asof([
    "read",
    "airport_departures",
    "--since",
    "2026-01-15",
    "-k",
    "origin=ATL",
    "--json",
  ]);
  expect(JSON.parse(narrowed.out).rows).toEqual([]);
});

it("read --out writes one whole file, or none", async () => {
  const done = await asof(["read", "airport_departures", "--as-of", "1", "--out", "all.csv"]);
  expect([done.exitCode, done.out]).toEqual([0, "Wrote all.csv.\n"]);
  expect(readFileSync(join(folder, "all.csv"), "utf8").split("\n")[1]).toBe(
    "ATL,2026-01-01T00:00:00.000000Z,,1.5,9007199254740993,1,1",
  );
  const failed = await asof(["read", "airport_departures", "--as-of", "99", "--out", "none.parquet"]);
  expect([failed.exitCode, failed.err]).toEqual([2, expect.stringContaining("Commit 99")]);
  expect(readdirSync(folder).filter((name) => name.includes("none"))).toEqual([]);
});

it("a bad file is refused with its rows; with --quarantine they are set aside and shown", async () => {
  writeFileSync(join(folder, "bad.json"), '[{"origin": "ATL", "departed_at": "soon"}]');
  const refused = await asof(["write", "airport_departures", "bad.json"]);
  expect([refused.exitCode, refused.err]).toEqual([2, expect.stringContaining("rows.1.departed_at")]);
  const set = await asof(["write", "airport_departures", "bad.json", "--quarantine"]);
  expect([set.exitCode, set.out]).toEqual([0, "No row was written to airport_departures@v1.\n"]);
  expect(set.err).toContain("row 1, departed_at: soon is not timestamp");
});

it("compact and retain say what they did, or would do", async () => {
  expect((await asof(["compact", "airport_departures"])).out).toBe("2 files became 1, commit 3.\n");
  expect((await asof(["compact", "airport_departures"])).out).toContain("nothing to compact");
  const plan = await asof(["retain", "airport_departures", "--before", "2026-01-15", "--dry-run"]);
  expect(plan.out).toBe("1 rows in 1 files would go.\n");
  expect((await asof(["retain", "airport_departures", "--before", "2026-01-15"])).out).toContain(
    "1 rows went, commit 4",
  );
  expect((await asof(["retain", "airport_departures"])).exitCode).toBe(2);
});
