import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import type { ServiceContext } from "../context";
import { runPreview } from "../preview/run";
import { listCommits } from "./list-commits";
import {
  dayUs,
  DEPARTURES as GROUP,
  type OfflineUnderTest,
  departure as row,
  startOfflineUnderTest,
} from "./offline-under-test";
import type { ReadRowsInput } from "./read-rows";

let under: OfflineUnderTest;
let world: OfflineUnderTest["world"];
let owner: ServiceContext;
let write: OfflineUnderTest["write"];
let rowsOf: OfflineUnderTest["read"];
beforeAll(async () => {
  under = await startOfflineUnderTest();
  ({ world, owner, write, read: rowsOf } = under);
});
afterAll(() => under.close());

describe("writing and reading", () => {
  it("a write is one commit with rows, interval, checksum, definition digest and audit entry", async () => {
    const result = await write(owner, [row("ATL", 1, 5), row("ORD", 2, 7)], { message: "first" });
    expect(result).toMatchObject({ commit: 1, rows: 2, quarantined: 0, version: 1 });
    const { items } = await listCommits(owner, { ...GROUP, before: null, limit: 10 });
    expect(items).toMatchObject([
      {
        number: 1,
        kind: "append",
        rows: 2n,
        totalRows: 2n,
        lastSeq: 2n,
        buckets: 1,
        writtenBy: "Olga",
        message: "first",
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        definitionDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        minEventUs: BigInt(Date.UTC(2026, 0, 1)) * 1000n,
        maxEventUs: BigInt(Date.UTC(2026, 0, 2)) * 1000n,
      },
    ]);
    const entry = await world.store.prisma.auditEntry.findFirst({ orderBy: { seq: "desc" } });
    expect(entry).toMatchObject({ action: "data:write", actorName: "Olga", afterDigest: items[0]?.checksum });
    expect(entry?.details).toMatchObject({ commit: 1, rows: 2, version: 1 });
  });

  it("out-of-order and duplicate rows are all kept; among full ties the last written comes first", async () => {
    const second = await write(owner, [row("ATL", 1, 6), row("ATL", 1, 6)]);
    expect(second.commit).toBe(2);
    const page = await rowsOf(owner, { keys: { origin: "ATL" } });
    expect(page.columns.map(({ name, role }) => `${name} ${role}`)).toEqual([
      "origin key",
      "departed_at event_time",
      "known_at created_time",
      "delay feature",
      "seats feature",
      "__seq system",
      "__commit system",
    ]);
    expect(page.rows.map((cells) => [cells[3], cells[5], cells[6]])).toEqual([
      [6, "4", 2],
      [6, "3", 2],
      [5, "1", 1],
    ]);
  });

  it("as of a commit, and as of a time, shows exactly what was there then", async () => {
    const { items } = await listCommits(owner, { ...GROUP, before: null, limit: 10 });
    const first = items.at(-1);
    expect((await rowsOf(owner, { asOf: { commit: 1 } })).rows).toHaveLength(2);
    expect((await rowsOf(owner, { asOf: { time: first?.at ?? new Date() } })).commit?.number).toBe(1);
    const before = new Date((first?.at.getTime() ?? 0) - 1);
    expect(await rowsOf(owner, { asOf: { time: before } })).toMatchObject({ commit: null, rows: [] });
    await expect(rowsOf(owner, { asOf: { commit: 99 } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await rowsOf({ ...owner, at: first?.at ?? null })).rows).toHaveLength(2);
  });

  it("pages through all rows without a gap or a repeat, and cuts by event time", async () => {
    const all = (await rowsOf(owner)).rows;
    const paged = [];
    let after: ReadRowsInput["after"] = null;
    do {
      const page = await rowsOf(owner, { limit: 1, after });
      paged.push(...page.rows);
      after = page.next;
    } while (after);
    expect(paged).toEqual(all);
    const us = dayUs;
    expect((await rowsOf(owner, { sinceUs: us(2) })).rows).toHaveLength(1);
    expect((await rowsOf(owner, { untilUs: us(2) })).rows).toHaveLength(3);
  });

  it("wrong keys are named", async () => {
    await expect(rowsOf(owner, { keys: { airport: "ATL" } })).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "keys.airport", expected: "origin" }],
    });
  });

  it("a declared interval is kept, and rows outside of it are refused", async () => {
    const interval = { startUs: 0n, endUs: BigInt(Date.UTC(2026, 0, 2)) * 1000n };
    await expect(write(owner, [row("ATL", 2, 1)], { interval })).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "interval" }],
    });
    await write(owner, [row("ATL", 1, 1)], { interval });
    const { items } = await listCommits(owner, { ...GROUP, before: null, limit: 1 });
    expect(items[0]).toMatchObject({ startUs: interval.startUs, endUs: interval.endUs });
  });
});

describe("who may", () => {
  it.each([
    ["a contributor who is not of the owner team", { role: "contributor" } as const, "FORBIDDEN"],
    ["a viewer", { role: "viewer" } as const, "FORBIDDEN"],
    ["a stranger", {}, "NOT_FOUND"],
    [
      "a token without the scope",
      { role: "contributor", teams: ["ops_analytics"], scopes: ["read"] } as const,
      "FORBIDDEN",
    ],
  ])("%s is refused before a byte is taken in", async (_, person, code) => {
    const ctx = await world.as(person);
    let received = false;
    const attempt = write(ctx, [], {
      receive: async () => {
        received = true;
        return under.receive("[]");
      },
    });
    await expect(attempt).rejects.toMatchObject({ code });
    expect(received).toBe(false);
  });

  it("a viewer sees commits and no values", async () => {
    const viewer = await world.as({ role: "viewer" });
    expect((await listCommits(viewer, { ...GROUP, before: null, limit: 1 })).items).toHaveLength(1);
    await expect(rowsOf(viewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("R9 several writers, and those that fail", () => {
  it("R9 concurrent writers of one group take turns: every row is there once, numbered without a gap", async () => {
    const before = (await rowsOf(owner)).rows.length;
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, i) => write(owner, [row("JFK", 1, i), row("JFK", 2, i)])),
    );
    expect(new Set(results.map(({ commit }) => commit)).size).toBe(6);
    const { rows } = await rowsOf(owner);
    expect(rows).toHaveLength(before + 12);
    const sequence = rows.map((cells) => Number(cells[5])).sort((a, b) => a - b);
    expect(sequence).toEqual(rows.map((_, i) => i + 1));
  });

  it("R1 the same key with the same body is one commit, however often it is sent; another body is refused", async () => {
    const idempotencyKey = "key-1";
    const results = await Promise.all(
      Array.from({ length: 5 }, () => write(owner, [row("LAX", 1, 1)], { idempotencyKey })),
    );
    expect(new Set(results.map(({ commit }) => commit)).size).toBe(1);
    expect((await rowsOf(owner, { keys: { origin: "LAX" } })).rows).toHaveLength(1);
    await expect(write(owner, [row("LAX", 2, 1)], { idempotencyKey })).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "Idempotency-Key" }],
    });
  });

  it("R11 a write whose audit entry fails leaves no commit; its files go with the next write", async () => {
    const { folder } = under;
    const { items: before } = await listCommits(owner, { ...GROUP, before: null, limit: 100 });
    const broken: ServiceContext = { ...owner, actor: { ...owner.actor, tokenId: "not a uuid" } };
    await expect(write(broken, [row("SFO", 1, 1)])).rejects.toThrow();
    const { items } = await listCommits(owner, { ...GROUP, before: null, limit: 100 });
    expect(items).toEqual(before);
    expect((await readdir(folder)).length).toBe(before.length + 1);
    await write(owner, [row("SFO", 2, 2)]);
    expect((await readdir(folder)).length).toBe(before.length + 1);
    expect((await rowsOf(owner, { keys: { origin: "SFO" } })).rows.map((cells) => cells[3])).toEqual([2]);
  });
});

describe("point-in-time joins", () => {
  it("read the rows of the latest commit, and among full ties take the one that was written last", async () => {
    for (const delay of [1, 3, 2]) await write(owner, [row("TIE", 5, delay)]);
    const body = PreviewBody.parse({
      features: ["airport_departures:delay"],
      spine: { columns: { origin: ["TIE", "NEVER"], at: ["2026-01-06T00:00:00Z", "2026-01-06T00:00:00Z"] } },
      time: "at",
    });
    const result = await runPreview(owner, { ...body, project: "flights" }, { runId: "preview" });
    expect(result.rows.map((cells) => cells.at(-1))).toEqual([2, null]);
    expect(result.sql).not.toContain(under.engine.dataDir);
    // Nothing is held any more.
    expect(await world.store.prisma.offlinePin.count()).toBe(0);
  });
});
