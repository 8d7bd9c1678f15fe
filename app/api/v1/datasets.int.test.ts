import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runForTest } from "@/cli/test-io";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { openLocalFiles } from "@/lib/offline/local-files";
import { TEST_URL } from "@/lib/server/test-server";
import { runDatasetBuild } from "@/lib/services/datasets/run-build";
import { runDatasetCheck } from "@/lib/services/datasets/run-check";
import { createTestApi, type TestApi } from "./test-api";

const FILES = [
  { path: "asof.yaml", text: "kind: project\nname: flights\n" },
  {
    path: "all.yaml",
    text: `kind: entity
name: airport
join_keys: [{name: origin, type: string}]
---
kind: source
name: raw
path: raw.csv
event_time: at
---
kind: feature_group
name: departures
entity: airport
source: raw
event_time: at
features: [{name: delay, type: int64}]
`,
  },
];
const RAW = "origin,at,delay\nATL,2026-01-01T10:00:00Z,8\nORD,2026-01-02T10:00:00Z,20\n";
const SPINE = "origin,at,y\nATL,2026-01-02T00:00:00Z,1\nORD,2026-01-02T00:00:00Z,0\n";

let engine: EngineUnderTest;
let api: TestApi;
let http: { url: string; close: () => Promise<void> };
let home: string;
const working = new Set<Promise<unknown>>();
beforeAll(async () => {
  engine = await startEngineUnderTest();
  await writeFile(join(engine.dataRoot, "raw.csv"), RAW);
  api = await createTestApi({
    admin: true,
    engine: engine.engine,
    files: openLocalFiles(dirname(engine.workDir)),
    onJob: async (job, system) => {
      const run = job.name === "dataset" ? runDatasetBuild : runDatasetCheck;
      const done = run(system, { id: job.id, signal: new AbortController().signal });
      working.add(done.finally(() => working.delete(done)));
    },
  });
  http = await api.listen();
  home = mkdtempSync(join(tmpdir(), "asof-home-"));
  expect((await api.send("POST /projects/flights/apply", { body: { files: FILES } })).status).toBe(200);
});
afterAll(async () => {
  await Promise.allSettled(working);
  await http.close();
  await api[Symbol.asyncDispose]();
  await engine.close();
  rmSync(home, { recursive: true });
});

function upload(body: string | ReadableStream<Uint8Array>, token: string, type = "text/csv") {
  return api.handle(
    new Request(`${TEST_URL}/api/v1/projects/flights/uploads`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": type },
      body,
      duplex: "half",
    } as RequestInit),
  );
}

async function ended(id: string) {
  await Promise.allSettled(working);
  return (await api.send(`GET /projects/flights/datasets/${id}`)).json;
}

describe("training datasets over HTTP", () => {
  it("a spine is sent, a dataset asked for with 202, watched, and downloaded", async () => {
    const token = await api.token();
    const sent = await upload(SPINE, token);
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as { id: string };
    const body = {
      name: "delays",
      features: ["departures:*"],
      spine: { upload: id },
      time: "at",
      label: "y",
    };
    const asked = await api.send("POST /projects/flights/datasets", { token, body });
    expect([asked.status, asked.json.version]).toEqual([202, 1]);
    const dataset = await ended(asked.json.id);
    expect(dataset).toMatchObject({ status: "built", row_count: 2, run: { status: "succeeded" } });
    const [file] = dataset.certificate.files;
    const response = await api.handle(
      new Request(`${TEST_URL}/api/v1/projects/flights/datasets/delays/files/${file.path}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    expect(response.headers.get("etag")).toBe(`"${file.sha256}"`);
    expect((await response.arrayBuffer()).byteLength).toBe(file.bytes);
    const list = await api.send("GET /projects/flights/datasets");
    expect(list.json.items).toMatchObject([{ name: "delays", version: 1, features: ["departures:*"] }]);
    expect((await api.send("GET /projects/flights/datasets/delays@v7")).status).toBe(404);
  });

  it("an upload of another type, an empty one and one that is too large are refused", async () => {
    const token = await api.token();
    expect((await upload(SPINE, token, "application/json")).status).toBe(422);
    expect((await upload("", token)).status).toBe(422);
    const megabyte = new Uint8Array(256 * 1024).fill(120);
    let sentCount = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sentCount++;
        controller.enqueue(megabyte);
      },
    });
    expect((await upload(endless, token)).status).toBe(413);
    expect(sentCount).toBeLessThan(10);
    expect((await upload(SPINE, await api.token({ role: "viewer" }))).status).toBe(403);
  });

  it("names every field that is wrong", async () => {
    const body = { name: "new", features: [], spine: { sql: "" }, time: "", shards: 0 };
    const wrong = await api.send("POST /projects/flights/datasets", { body });
    const paths = wrong.json.errors.map((error: { path: string }) => error.path);
    expect([wrong.status, paths]).toEqual([422, expect.arrayContaining(["name", "time", "shards"])]);
  });
});

describe("training datasets from the command line", () => {
  const asof = async (...args: string[]) => {
    const env = { HOME: home, ASOF_URL: http.url, ASOF_TOKEN: await api.token() };
    return runForTest(["--project", "flights", ...args], { env, cwd: home });
  };

  it("builds from a local file, downloads, lists, shows and verifies", async () => {
    writeFileSync(join(home, "Spine 1.csv"), SPINE);
    const run = await asof(
      ...["dataset", "build", "--features", "departures:delay", "--spine", "Spine 1.csv", "--time", "at"],
      ...["--label", "y", "--format", "csv", "--out", "out.csv"],
    );
    expect([run.exitCode, run.err]).toEqual([0, ""]);
    expect(run.out).toContain("spine_1@v1  2 rows");
    expect(run.out).toContain("departures__delay  matched 50.0 %");
    expect(readFileSync(join(home, "out.csv"), "utf8")).toContain("ATL,2026-01-02T00:00:00.000000Z,1,8\n");
    expect((await asof("dataset", "list")).out).toMatch(/spine_1 +v1 +built +2/);
    expect((await asof("dataset", "show", "spine_1")).out).toContain("group     departures@v1");
    const equal = await asof("dataset", "verify", "spine_1");
    expect([equal.exitCode, equal.out]).toEqual([0, expect.stringContaining("Equal")]);
    await writeFile(join(engine.dataRoot, "raw.csv"), RAW.replace(",8", ",9"));
    const changed = await asof("dataset", "verify", "spine_1@v1");
    expect([changed.exitCode, changed.out]).toEqual([1, expect.stringContaining("input raw.csv")]);
  });

  it("exits 1 when a build fails, 2 when it is asked wrongly", async () => {
    const build = ["dataset", "build", "--features", "departures:delay", "--time", "at", "--name", "x"];
    const failed = await asof(...build, "--sql", "SELECT origin, nothing AS at FROM raw");
    expect([failed.exitCode, failed.err]).toEqual([1, expect.stringContaining("was not built")]);
    expect((await asof(...build)).exitCode).toBe(2);
    expect((await asof(...build, "--spine", "missing.csv")).exitCode).toBe(2);
    const dry = await asof(...build, "--sql", 'SELECT origin, "at" FROM raw', "--dry-run");
    expect([dry.exitCode, dry.err, dry.out]).toEqual([
      0,
      "",
      "departures__delay  matched 100.0 %, null 0.0 %, expired 0.0 %, not found 0.0 %\n",
    ]);
  });
});
