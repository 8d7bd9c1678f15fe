import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compactRowsOperation,
  listCommitsOperation,
  listQuarantineOperation,
  readRowsOperation,
  replayQuarantineOperation,
  retainRowsOperation,
  writeRowsOperation,
} from "@/lib/contracts/api/offline";
import { type EngineUnderTest, startEngineUnderTest } from "@/lib/offline/duckdb/engine-under-test";
import { TEST_URL } from "@/lib/server/test-server";
import { createTestApi, type TestApi } from "./test-api";
import { TEST_FILES } from "./test-definitions";

const ROWS = "/projects/flights/groups/airport_departures/rows";
let engine: EngineUnderTest;
let api: TestApi;
beforeAll(async () => {
  engine = await startEngineUnderTest();
  api = await createTestApi({ admin: true, engine: engine.engine }, { dataDir: engine.dataDir });
  await api.send("POST /projects/flights/apply", { body: { files: TEST_FILES } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await engine.close();
});

const CSV = `origin,departed_at,known_at,delay,seats
ATL,2026-01-01T00:00:00.000001Z,2026-01-01T01:00:00Z,NaN,9007199254740993
ORD,2026-01-02T00:00:00Z,,-0.0,
`;
const csv = { "content-type": "text/csv" };
const uploads = () => readdir(join(engine.dataDir, "uploads"));

describe("rows over HTTP", () => {
  it("R20 CSV in, JSON out: 2^53 + 1, NaN, -0, microseconds and nulls are what they were", async () => {
    const written = await api.send(`POST ${ROWS}?message=first`, { body: CSV, headers: csv });
    expect(written.json).toEqual({
      version: 1,
      commit: 1,
      rows: 2,
      quarantined: 0,
      quarantine_id: null,
      problems: [],
    });
    const read = (await api.send(`GET ${ROWS}`)).as(readRowsOperation);
    expect(read).toMatchObject({ version: 1, commit: 1, next: null, removed_before: null });
    expect(read.rows).toEqual([
      ["ORD", "2026-01-02T00:00:00.000000Z", null, "-0", null, "2", 1],
      [
        "ATL",
        "2026-01-01T00:00:00.000001Z",
        "2026-01-01T01:00:00.000000Z",
        "NaN",
        "9007199254740993",
        "1",
        1,
      ],
    ]);
    expect(await uploads()).toEqual([]);
  });

  it("pages, keys, times and commits narrow it down; what is wrong with them is named", async () => {
    const more = [{ origin: "ATL", departed_at: "2026-02-01T00:00:00Z", delay: 1 }];
    expect((await api.send(`POST ${ROWS}`, { body: more })).json).toMatchObject({ commit: 2 });
    const first = (await api.send(`GET ${ROWS}?limit=1`)).as(readRowsOperation);
    expect(first.rows.map((row) => row[1])).toEqual(["2026-02-01T00:00:00.000000Z"]);
    const second = (await api.send(`GET ${ROWS}?limit=5&cursor=${first.next}`)).as(readRowsOperation);
    expect([second.rows.length, second.next]).toEqual([2, null]);
    const keys = encodeURIComponent('{"origin": "ATL"}');
    const narrowed = await api.send(`GET ${ROWS}?keys=${keys}&until=2026-02-01T00:00:00Z`);
    expect(narrowed.as(readRowsOperation).rows).toHaveLength(1);
    expect((await api.send(`GET ${ROWS}?as_of=1`)).json).toMatchObject({
      commit: 1,
      rows: [[], []].map(() => expect.anything()),
    });
    for (const [query, path] of [
      ["as_of=yesterday", "as_of"],
      ["keys=ATL", "keys"],
      ["keys=%7B%22x%22%3A%221%22%7D", "keys.x"],
      ["since=2026-01-01", "since"],
      ["cursor=x.y", "cursor"],
    ]) {
      const refused = await api.send(`GET ${ROWS}?${query}`);
      expect([refused.status, refused.problem().errors?.[0]?.path], query).toEqual([422, path]);
    }
  });

  it("one file of all rows, that can be written again", async () => {
    for (const [format, type] of [
      ["csv", "text/csv"],
      ["parquet", "application/vnd.apache.parquet"],
    ]) {
      const file = await api.handle(
        new Request(`${TEST_URL}/api/v1${ROWS}/file?as_of=1&format=${format}`, {
          headers: { authorization: `Bearer ${await api.token()}` },
        }),
      );
      expect([file.status, file.headers.get("content-type")]).toEqual([200, type]);
      expect(file.headers.get("content-disposition")).toBe(
        `attachment; filename="airport_departures-1.${format}"`,
      );
      const bytes = await file.arrayBuffer();
      expect(bytes.byteLength).toBe(Number(file.headers.get("content-length")));
      const again = await api.handle(
        new Request(`${TEST_URL}/api/v1${ROWS}`, {
          method: "POST",
          headers: { authorization: `Bearer ${await api.token()}`, "content-type": type ?? "" },
          body: bytes,
        }),
      );
      expect(await again.json()).toMatchObject({ rows: 2, quarantined: 0 });
    }
    const shown = (await api.send(`GET ${ROWS}?until=2026-01-02T00:00:00Z`)).as(readRowsOperation).rows;
    expect(shown.map((row) => [row[1], row[3], row[4]])).toEqual(
      Array(3).fill(["2026-01-01T00:00:00.000001Z", "NaN", "9007199254740993"]),
    );
  });

  it("a bad file is refused with its first problems, or its bad rows are set aside, listed, replayed and discarded", async () => {
    const body = [
      { origin: "ATL", departed_at: "2026-03-01T00:00:00Z", seats: -1 },
      { origin: "LAX", departed_at: "2026-03-01T00:00:00Z" },
    ];
    const refused = await api.send(`POST ${ROWS}`, { body });
    expect([refused.status, refused.problem().errors]).toEqual([
      422,
      [{ path: "rows.1.seats", message: '"-1" is below 0', expected: "at least 0" }],
    ]);
    const written = (await api.send(`POST ${ROWS}?quarantine=true`, { body })).as(writeRowsOperation);
    expect(written).toMatchObject({ rows: 1, quarantined: 1 });
    const group = "/projects/flights/groups/airport_departures";
    const { items } = (await api.send(`GET ${group}/quarantine`)).as(listQuarantineOperation);
    expect(items).toMatchObject([
      { id: written.quarantine_id, status: "open", rows: 1, commit: written.commit },
    ]);
    const replayed = (
      await api.send(`POST ${group}/quarantine/${written.quarantine_id}/replay`, { body: {} })
    ).as(replayQuarantineOperation);
    expect(replayed).toMatchObject({ rows: 0, quarantined: 1 });
    expect((await api.send(`DELETE ${group}/quarantine/${replayed.quarantine_id}`)).status).toBe(204);
    const after = (await api.send(`GET ${group}/quarantine`)).as(listQuarantineOperation).items;
    expect(after.map(({ status }) => status)).toEqual(["discarded", "replayed"]);
  });

  it("R1 an Idempotency-Key makes a repeated write one commit", async () => {
    const body = [{ origin: "JFK", departed_at: "2026-03-01T00:00:00Z" }];
    const headers = { "idempotency-key": "one" };
    const first = await api.send(`POST ${ROWS}`, { body, headers });
    expect((await api.send(`POST ${ROWS}`, { body, headers })).json).toEqual(first.json);
    expect((await api.send(`POST ${ROWS}`, { body: [], headers })).status).toBe(422);
  });

  it("commits are listed with who, when, how much and over which time; compaction and retention are two of them", async () => {
    const group = "/projects/flights/groups/airport_departures";
    const compacted = (await api.send(`POST ${group}/compactions`, { body: {} })).as(compactRowsOperation);
    expect(compacted).toMatchObject({ rows_dropped: 0, files_added: 1 });
    const body = { before: "2026-01-02T00:00:00Z", dry_run: true };
    expect((await api.send(`POST ${group}/retentions`, { body })).json).toMatchObject({
      dry_run: true,
      rows_dropped: 3,
      commit: null,
    });
    const forReal = await api.send(`POST ${group}/retentions`, { body: { ...body, dry_run: false } });
    const retained = forReal.as(retainRowsOperation);
    const { items, next } = (await api.send(`GET ${group}/commits?limit=2`)).as(listCommitsOperation);
    expect(items).toMatchObject([
      {
        number: retained.commit,
        kind: "retain",
        before: "2026-01-02T00:00:00.000000Z",
        written_by: "Test Person",
      },
      { number: compacted.commit, kind: "compact" },
    ]);
    const rest = (await api.send(`GET ${group}/commits?cursor=${next}`)).as(listCommitsOperation).items;
    expect(rest.at(-1)).toMatchObject({
      number: 1,
      message: "first",
      rows: 2,
      min_event: "2026-01-01T00:00:00.000001Z",
    });
    expect((await api.send(`GET ${ROWS}?as_of=1`)).json).toMatchObject({
      removed_before: "2026-01-02T00:00:00.000000Z",
    });
    const both = await api.send(`POST ${group}/retentions`, {
      body: { before: "2026-01-02T00:00:00Z", ttl: "1d" },
    });
    expect(both.status).toBe(422);
  });

  it("more than the limit is refused while it arrives, and leaves nothing", async () => {
    const body = JSON.stringify([{ origin: "x".repeat(1024 * 1024) }]);
    const refused = await api.send(`POST ${ROWS}`, { body });
    expect([refused.status, refused.problem().detail]).toEqual([
      413,
      expect.stringContaining("ASOF_UPLOAD_MAX_MB"),
    ]);
    expect(await uploads()).toEqual([]);
    const other = await api.send(`POST ${ROWS}`, { body: "x", headers: { "content-type": "text/plain" } });
    expect([other.status, other.problem().errors?.[0]?.expected]).toEqual([
      422,
      expect.stringContaining("text/csv"),
    ]);
  });

  it("S8 no source can name files of the offline store or of uploads", async () => {
    const { container } = api.server;
    const { readEnv } = await import("@/lib/server/env");
    const env = readEnv({
      DATABASE_URL: "postgresql://x/y",
      ASOF_DATA_DIR: container.env.dataDir,
      ASOF_SECRET: "s".repeat(40),
    });
    for (const name of ["offline", "uploads"])
      expect(env.privatePaths).toContain(join(container.env.dataDir, name));
  });
});
