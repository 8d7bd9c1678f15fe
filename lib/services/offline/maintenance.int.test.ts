import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertPin, releasePin } from "@/lib/store/offline-pins";
import type { ServiceContext } from "../context";
import { compactRows } from "./compact";
import { listCommits } from "./list-commits";
import {
  DEPARTURES,
  dayUs,
  departure,
  type OfflineUnderTest,
  startOfflineUnderTest,
} from "./offline-under-test";
import { discardQuarantine, listQuarantine, replayQuarantine } from "./quarantine";
import { retainRows } from "./retain";
import { withPinnedRows } from "./snapshot";
import { authorizeTarget } from "./target";

let under: OfflineUnderTest;
let owner: ServiceContext;
beforeEach(async () => {
  under = await startOfflineUnderTest();
  owner = under.owner;
});
afterEach(() => under.close());

const run = () => ({ runId: owner.newId() });
const valuesAt = async (commit?: number) =>
  (await under.read(owner, { asOf: commit === undefined ? null : { commit } })).rows.map(
    ([origin, at, , delay, , seq, number]) => [origin, at, delay, seq, number],
  );

async function writeDays(...days: number[]) {
  for (const day of days) await under.write(owner, [departure("ATL", day, day), departure("ORD", day, -day)]);
}

/** Reads commit `number` while `work` happens, before and after it. */
async function readAround(number: number, work: () => Promise<unknown>) {
  const target = await authorizeTarget(owner, "values:read", DEPARTURES);
  return await withPinnedRows(owner, target, { commit: number }, async ({ relation }) => {
    const rows = async () =>
      (
        await owner.engine.readHistory(
          {
            relation,
            eventTime: "departed_at",
            masked: [],
            where: [],
            sinceUs: null,
            untilUs: null,
            after: null,
            rowsMax: 1000,
          },
          { runId: "read", deadlineMs: 30_000 },
        )
      ).rows;
    const before = await rows();
    await work();
    return { before, after: await rows() };
  });
}

describe("compaction", () => {
  it("leaves the same rows in one file, for the latest and for every earlier commit, and takes the old files off the disk", async () => {
    await writeDays(3, 1, 2);
    const before = await Promise.all([1, 2, 3].map(valuesAt));
    expect(await compactRows(owner, DEPARTURES, run())).toMatchObject({
      commit: 4,
      files_removed: 3,
      files_added: 1,
      rows_dropped: 0,
      files_deleted: 3,
    });
    expect(await under.files()).toHaveLength(1);
    expect(await Promise.all([1, 2, 3].map(valuesAt))).toEqual(before);
    expect(await valuesAt()).toEqual(before[2]);
    const { items } = await listCommits(owner, { ...DEPARTURES, before: null, limit: 1 });
    expect(items[0]).toMatchObject({ kind: "compact", rows: 0n, totalRows: 6n, lastSeq: 6n });
  });

  it("has nothing to do the second time, and says so without a commit", async () => {
    await writeDays(1, 2);
    await compactRows(owner, DEPARTURES, run());
    expect(await compactRows(owner, DEPARTURES, run())).toMatchObject({ commit: null, files_removed: 0 });
    await under.write(owner, [departure("ATL", 9, 9)]);
    expect((await valuesAt())[0]).toEqual(["ATL", "2026-01-09T00:00:00.000000Z", 9, "5", 4]);
  });

  it("R9 a reader that has begun sees the same rows meanwhile and after", async () => {
    await writeDays(1, 2, 3);
    const read = await readAround(2, () => compactRows(owner, DEPARTURES, run()));
    expect(read?.before).toHaveLength(4);
    expect(read?.after).toEqual(read?.before);
    // Its files go once it has ended.
    expect(await under.files()).toHaveLength(3);
    await compactRows(owner, DEPARTURES, run());
    expect(await under.files()).toHaveLength(1);
  });
});

describe("retention", () => {
  it("a dry run says exactly what would go, and nothing does", async () => {
    await under.write(
      owner,
      [1, 2, 3, 4].map((day) => departure("ATL", day, day)),
    );
    await writeDays(1);
    const plan = await retainRows(owner, { ...DEPARTURES, beforeUs: dayUs(3), dryRun: true }, run());
    expect(plan).toMatchObject({
      dry_run: true,
      commit: null,
      rows_dropped: 4,
      files_removed: 2,
      files_added: 1,
    });
    expect(await valuesAt()).toHaveLength(6);
    const done = await retainRows(owner, { ...DEPARTURES, beforeUs: dayUs(3), dryRun: false }, run());
    expect(done).toMatchObject({
      dry_run: false,
      commit: 3,
      rows_dropped: 4,
      files_removed: 2,
      files_deleted: 2,
    });
    expect((await valuesAt()).map(([, at]) => at)).toEqual([
      "2026-01-04T00:00:00.000000Z",
      "2026-01-03T00:00:00.000000Z",
    ]);
    expect(await under.files()).toHaveLength(1);
  });

  it("earlier commits are read without the rows that went, and say since when", async () => {
    await writeDays(1, 2, 3);
    await retainRows(owner, { ...DEPARTURES, beforeUs: dayUs(2), dryRun: false }, run());
    const page = await under.read(owner, { asOf: { commit: 2 } });
    expect(page).toMatchObject({ commit: { number: 2 }, removedBeforeUs: dayUs(2) });
    expect(page.rows.map((row) => row[1])).toEqual(Array(2).fill("2026-01-02T00:00:00.000000Z"));
  });

  it("R9 a reader that has begun, and a dataset's commit, keep every row", async () => {
    await writeDays(1, 2);
    const whole = await valuesAt();
    const pin = { id: owner.newId(), groupVersionId: under.versionId, number: 2, kind: "dataset" } as const;
    await owner.store.transaction((db) => insertPin(db, { ...pin, holder: "dataset 7", seconds: null }));
    const read = await readAround(1, () =>
      retainRows(owner, { ...DEPARTURES, beforeUs: dayUs(20), dryRun: false }, run()),
    );
    expect(read?.before).toHaveLength(2);
    expect(read?.after).toEqual(read?.before);
    expect(await valuesAt()).toEqual([]);
    await compactRows(owner, DEPARTURES, run());
    expect(await valuesAt(2)).toEqual(whole);
    await owner.store.transaction((db) => releasePin(db, pin.id));
    expect((await compactRows(owner, DEPARTURES, run())).files_deleted).toBe(2);
    expect(await under.files()).toEqual([]);
    expect(await under.read(owner, { asOf: { commit: 2 } })).toMatchObject({
      rows: [],
      removedBeforeUs: dayUs(20),
    });
  });

  it("a time in the future is refused, and so is whoever may not write", async () => {
    const future = BigInt(Date.now() + 86_400_000) * 1000n;
    await expect(
      retainRows(owner, { ...DEPARTURES, beforeUs: future, dryRun: true }, run()),
    ).rejects.toMatchObject({ code: "INVALID", problems: [{ path: "before" }] });
    const viewer = await under.world.as({ role: "contributor" });
    await expect(
      retainRows(viewer, { ...DEPARTURES, beforeUs: 0n, dryRun: true }, run()),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(compactRows(viewer, DEPARTURES, run())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("quarantine", () => {
  const page = { ...DEPARTURES, before: null, limit: 10 };
  const bad = { ...departure("ATL", 2, 0), seats: -5 };

  it("bad rows are listed with reasons, counted, and written again once", async () => {
    const result = await under.write(owner, [departure("ATL", 1, 1), bad], { quarantine: true });
    expect(result).toMatchObject({
      commit: 1,
      rows: 1,
      quarantined: 1,
      problems: [{ row: 2, column: "seats", value: "-5" }],
    });
    const { items } = await listQuarantine(owner, page);
    expect(items).toMatchObject([
      { id: result.quarantine_id, rows: 1n, status: "open", commit: 1, writtenBy: "Olga" },
    ]);
    const id = result.quarantine_id ?? "";
    const replay = await replayQuarantine(owner, { ...DEPARTURES, id }, run());
    expect(replay).toMatchObject({ commit: null, rows: 0, quarantined: 1 });
    expect((await listQuarantine(owner, page)).items.map(({ status }) => status)).toEqual([
      "open",
      "replayed",
    ]);
    await expect(replayQuarantine(owner, { ...DEPARTURES, id }, run())).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const again = { ...DEPARTURES, id: replay.quarantine_id ?? "" };
    expect(await discardQuarantine(owner, again)).toEqual({ rows: 1 });
    await expect(discardQuarantine(owner, again)).rejects.toMatchObject({ code: "CONFLICT" });
    await under.write(owner, [departure("ATL", 3, 3)]);
    expect((await under.files()).filter((name) => name.startsWith("q-"))).toEqual([]);
  });

  it("without right rows there is no commit, and values are for those who may see them", async () => {
    const result = await under.write(owner, [bad], { quarantine: true });
    expect(result).toMatchObject({ commit: null, rows: 0, quarantined: 1 });
    const viewer = await under.world.as({ role: "viewer" });
    expect((await listQuarantine(viewer, page)).items[0]?.problems).toMatchObject([
      { column: "seats", value: "•••" },
    ]);
    const stranger = replayQuarantine(viewer, { ...DEPARTURES, id: result.quarantine_id ?? "" }, run());
    await expect(stranger).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
