import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runForTest } from "@/cli/test-io";
import { buildDatasetOperation, getDatasetOperation } from "@/lib/contracts/api/datasets";
import { Problem } from "@/lib/contracts/api/values";
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
  const dataDir = dirname(engine.workDir);
  api = await createTestApi(
    {
      admin: true,
      engine: engine.engine,
      files: openLocalFiles(dataDir),
      onJob: async (job, system) => {
        const run = job.name === "dataset" ? runDatasetBuild : runDatasetCheck;
        const done = run(system, { id: job.id, signal: new AbortController().signal });
        working.add(done.finally(() => working.delete(done)));
      },
    },
    { dataDir },
  );
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
  return getDatasetOperation.response.parse((await api.send(`GET /projects/flights/datasets/${id}`)).json);
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
    const { id: datasetId, version } = buildDatasetOperation.response.parse(asked.json);
    expect([asked.status, version]).toEqual([202, 1]);
    const dataset = await ended(datasetId);
    expect(dataset).toMatchObject({ status: "built", row_count: 2, run: { status: "succeeded" } });
    const [file] = dataset.certificate?.files ?? [];
    if (!file) throw new Error("no file");
    const response = await api.handle(
      new Request(`${TEST_URL}/api/v1/projects/flights/datasets/delays/files/${file.path}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    expect(response.headers.get("etag")).toBe(`"${file.sha256}"`);
    expect((await response.arrayBuffer()).byteLength).toBe(file.bytes);
    const list = await api.send("GET /projects/flights/datasets");
    expect(list.json).toMatchObject({
      items: [{ name: "delays", version: 1, features: ["departures:*"] }],
    });
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
    const paths = (Problem.parse(wrong.json).errors ?? []).map((error) => error.path);
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

  it("deletes the rows of a version and still shows its certificate", async () => {
    expect((await asof("dataset", "delete", "spine_1@v1")).exitCode).toBe(0);
    expect((await asof("dataset", "show", "spine_1@v1")).out).toMatch(/^spine_1@v1 {2}deleted\nrows {6}2\n/);
    expect((await asof("dataset", "delete", "spine_1@v1")).exitCode).toBe(2);
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

  it("makes the spine of a grid or a source, splits, samples, counts a label, and leaves out the hour itself", async () => {
    const build = ["dataset", "build", "--features", "departures:delay", "--format", "csv"];
    const grid = ["--grid", "raw", "--keys", "origin", "--time", "at"];
    const days = ["--start", "2026-01-01T10:00:00Z", "--end", "2026-01-05T00:00:00Z", "--every", "1d"];
    const label = "{name: next_day, entity: airport, source: raw, fn: count, window: 1d}";
    const run = await asof(
      ...[...build, ...grid, ...days, "--name", "grid", "--strict", "--label", label],
      ...["--train-until", "2026-01-02T00:00:00Z", "--out", "grid.csv"],
    );
    expect([run.exitCode, run.err]).toEqual([0, ""]);
    expect(run.out).toContain("6 rows left out: their label is not known yet");
    expect(readFileSync(join(home, "grid.csv"), "utf8")).toBe(
      [
        "origin,at,split,next_day,departures__delay",
        "ATL,2026-01-01T10:00:00.000000Z,train,0,",
        "ORD,2026-01-01T10:00:00.000000Z,train,1,",
        "",
      ].join("\n"),
    );
    const drawn = await asof(
      ...[...build, "--source", "raw", "--rows", "2", "--time", "at", "--name", "drawn"],
      ...["--sample", "1", "--by", "origin", "--rate", "ATL=0.5", "--seed", "3", "--dry-run", "--json"],
    );
    expect([drawn.exitCode, drawn.err]).toEqual([0, ""]);
    expect(JSON.parse(drawn.out).columns.map((column: { name: string }) => column.name)).toContain("weight");
    for (const wrong of [
      [...grid, "--name", "x"],
      ["--sql", "SELECT 1", "--source", "raw", "--time", "at", "--name", "x"],
      ["--sql", "SELECT 1", "--time", "at", "--name", "x", "--label", "{name: "],
      ["--sql", "SELECT 1", "--time", "at", "--name", "x", "--at", "3"],
    ])
      expect((await asof(...build, ...wrong)).exitCode).not.toBe(0);
  });
});

describe("a join that is answered with its rows", () => {
  const historical = async (body: string, query: string, headers: Record<string, string> = {}) =>
    api.handle(
      new Request(`${TEST_URL}/api/v1/projects/flights/historical?${query}`, {
        method: "POST",
        headers: { authorization: `Bearer ${await api.token()}`, "content-type": "text/csv", ...headers },
        body,
      }),
    );
  const QUERY = "features=departures:delay&time=at";
  const left = () =>
    readdirSync(join(dirname(engine.workDir), "uploads")).filter((name) => !name.endsWith(".csv"));

  it("streams CSV or Parquet as it is asked for, and keeps nothing", async () => {
    const before = left();
    const csv = await historical(SPINE, QUERY, { accept: "text/csv" });
    expect([csv.status, csv.headers.get("x-asof-rows"), csv.headers.get("content-type")]).toEqual([
      200,
      "2",
      "text/csv",
    ]);
    expect(await csv.text()).toBe(
      "origin,at,y,departures__delay\nATL,2026-01-02T00:00:00.000000Z,1,9\nORD,2026-01-02T00:00:00.000000Z,0,\n",
    );
    const parquet = await historical(SPINE, QUERY);
    const bytes = Buffer.from(await parquet.arrayBuffer());
    expect([parquet.headers.get("content-type"), bytes.subarray(0, 4).toString()]).toEqual([
      "application/vnd.apache.parquet",
      "PAR1",
    ]);
    await expect.poll(left).toEqual(before);
  });

  it("refuses what it cannot read or write, and leaves nothing behind", async () => {
    const before = left();
    expect((await historical(SPINE, QUERY, { accept: "application/vnd.apache.arrow.stream" })).status).toBe(
      422,
    );
    expect((await historical(SPINE, QUERY, { "content-type": "text/plain" })).status).toBe(422);
    expect((await historical(SPINE, "features=departures:none&time=at")).status).toBe(422);
    expect((await historical("origin\nATL\n", QUERY)).status).toBe(422);
    expect((await historical(SPINE, "time=at")).status).toBe(422);
    expect((await historical(SPINE, "time=at&service=none")).status).toBe(422);
    await expect.poll(left).toEqual(before);
  });
});
