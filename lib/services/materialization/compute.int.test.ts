import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import { formatInstant } from "@/lib/core/time/instant";
import { compactRows } from "../offline/compact";
import { listCommits } from "../offline/list-commits";
import { runPreview } from "../preview/run";
import { getIntervals } from "./get-intervals";
import {
  hourUs,
  LEGS,
  type MaterializationUnderTest,
  startMaterializationUnderTest,
} from "./materialization-under-test";

let under: MaterializationUnderTest;
beforeEach(async () => {
  under = await startMaterializationUnderTest();
});
afterEach(() => under.close());

const TARGET = { project: "flights", version: null };
const ledger = async (group: string, startUs = hourUs(0), endUs = hourUs(72)) =>
  (await getIntervals(under.owner, { ...TARGET, group, startUs, endUs })).entries.map(
    ({ state, reason, commit, times, ...one }) => [
      Number((one.startUs - hourUs(0)) / 3_600_000_000n),
      Number((one.endUs - hourUs(0)) / 3_600_000_000n),
      state,
      reason,
      commit,
      times,
    ],
  );

describe("an interval of rows", () => {
  it("holds exactly the rows with their event time in [start, end), as one commit that says so", async () => {
    const { run } = await under.run("departures", { startUs: hourUs(5), endUs: hourUs(30) });
    expect(run).toMatchObject({ status: "succeeded", tasks: [{ status: "succeeded", commit: 1, rows: 3n }] });
    expect((await under.rows("departures")).map(([origin, at, , delay]) => [origin, at, delay])).toEqual(
      [
        ["ATL", "2026-01-01T05:00:00.000000Z", 10],
        ["ATL", "2026-01-01T06:00:00.000000Z", 40],
        ["ORD", "2026-01-01T07:00:00.000000Z", 30],
      ].map(([origin, at, delay]) => [origin, at, String(delay)]),
    );
    const { items } = await listCommits(under.owner, {
      ...TARGET,
      group: "departures",
      before: null,
      limit: 9,
    });
    expect(items).toMatchObject([{ kind: "append", startUs: hourUs(5), endUs: hourUs(30) }]);
    expect(await ledger("departures")).toEqual([
      [0, 5, "missing", "never", null, 0],
      [5, 30, "computed", null, 1, 1],
      [30, 72, "missing", "never", null, 0],
    ]);
  });

  it("R15 computed again it replaces the rows of the interval and no others; earlier commits read as they did", async () => {
    await under.run("departures");
    const before = await under.rows("departures");
    await under.setLegs([...LEGS.slice(1), { origin: "ATL", hour: 8, delay: 77 }]);
    const { run } = await under.run("departures", { startUs: hourUs(5), endUs: hourUs(30) });
    expect(run.tasks[0]).toMatchObject({ commit: 2, rows: 4n });
    const after = await under.rows("departures");
    expect(after).toHaveLength(8);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(await under.rows("departures", 1)).toEqual(before);
    expect((await ledger("departures")).map((entry) => entry.slice(4))).toEqual([
      [1, 1],
      [2, 2],
      [1, 1],
    ]);
    await under.run("departures", { startUs: hourUs(5), endUs: hourUs(30) });
    expect(await under.rows("departures")).toEqual(after);
    await compactRows(under.owner, { ...TARGET, group: "departures" }, { runId: "compact" });
    expect(await under.rows("departures")).toEqual(after);
    expect(await under.rows("departures", 1)).toEqual(before);
    expect(await under.rows("departures", 2)).toEqual(after);
  });

  it("an interval in which nothing happened is computed too", async () => {
    const { run } = await under.run("departures", { startUs: hourUs(10), endUs: hourUs(20) });
    expect(run).toMatchObject({ status: "succeeded", tasks: [{ commit: 1, rows: 0n }] });
    expect(await under.rows("departures")).toEqual([]);
    expect((await ledger("departures"))[1]).toEqual([10, 20, "computed", null, 1, 1]);
  });

  it("rows that break a constraint fail the run at its check, by name, and nothing is committed", async () => {
    await under.setLegs([...LEGS, { origin: "ATL", hour: 3, delay: 6000 }]);
    const { run, lines } = await under.run("departures");
    expect(run).toMatchObject({
      status: "failed",
      tasks: [{ status: "failed", stage: "validate", commit: null }],
    });
    expect(run.error).toContain("delay");
    expect(lines.at(-1)).toMatchObject({ level: "error", message: run.error });
    expect((await ledger("departures"))[0]?.[2]).toBe("missing");
  });
});

/** What a preview answers for every key and tick of materialized rows. */
async function previewAt(group: string, rows: readonly unknown[][]) {
  const spine = { columns: { origin: rows.map((row) => row[0]), t: rows.map((row) => row[1]) } };
  const body = PreviewBody.parse({ features: [`${group}:*`], spine, time: "t", rows_max: 1000 });
  const result = await runPreview(under.owner, { ...body, project: "flights" }, { runId: "preview" });
  return result.rows.map((row) => row.slice(2));
}

describe("a computed group", () => {
  it("has a row for every key and tick from the key's first row on, equal to a join at that tick to the last bit", async () => {
    const { run } = await under.run("load");
    expect(run.status).toBe("succeeded");
    const rows = await under.rows("load");
    const ticks = (first: number) => Array.from({ length: (72 - first) / 6 }, (_, i) => first + 6 * i);
    const expected = [
      ...ticks(0).map((hour) => ["ATL", hour]),
      ...ticks(12).map((hour) => ["ORD", hour]),
      ...ticks(36).map((hour) => ["SAV", hour]),
    ].map(([origin, hour]) => `${formatInstant(hourUs(Number(hour)))} ${origin}`);
    expect(rows.map(([origin, at]) => `${at} ${origin}`).sort()).toEqual(expected.sort());
    expect(rows.map((row) => row.slice(2))).toEqual(await previewAt("load", rows));
  });

  it("a rollup has rows at its members' ticks, from when its key's parent is known, equal to a join there", async () => {
    const { run } = await under.run("region");
    expect(run.status).toBe("succeeded");
    const rows = await under.rows("region");
    expect(rows.filter(([origin]) => origin === "SAV")).toHaveLength(6);
    expect(rows).toHaveLength(12 + 12 + 6);
    expect(rows.some((row) => row[2] !== null)).toBe(true);
    expect(rows.map((row) => row.slice(2))).toEqual(await previewAt("region", rows));
  });

  it("in two parts it is what it is in one: ticks belong to the half-open interval", async () => {
    await under.run("load");
    const whole = await under.rows("load");
    await under.run("load", { startUs: hourUs(0), endUs: hourUs(12) });
    await under.run("load", { startUs: hourUs(12), endUs: hourUs(72) });
    expect(await under.rows("load")).toEqual(whole);
  });
});

describe("runs over the graph", () => {
  it("compute what is read before whoever reads it, and a later change upstream makes it stale", async () => {
    const { run } = await under.run("region", { upstream: true });
    const order = run.tasks.map(({ group }) => group);
    expect([...order].sort()).toEqual(["departures", "load", "profile", "region"]);
    expect(order.indexOf("departures")).toBeLessThan(order.indexOf("load"));
    expect(order.indexOf("load")).toBeLessThan(order.indexOf("region"));
    expect((await ledger("load")).map((entry) => entry[2])).toEqual(["computed"]);
    await under.run("departures", { startUs: hourUs(30), endUs: hourUs(36) });
    expect((await ledger("load")).map((entry) => entry.slice(0, 4))).toEqual([
      [0, 30, "computed", null],
      [30, 72, "stale", "upstream"],
    ]);
    const down = await under.run("departures", { downstream: true, only: "outdated" });
    expect(down.run.tasks.map(({ group }) => group)).toEqual(["load", "region"]);
    expect((await ledger("load")).map((entry) => entry[2])).toEqual(["computed", "computed"]);
  });

  it("incremental goes on from where everything computed ends, backfill fills only what is missing", async () => {
    await expect(under.start("load", { incremental: true, startUs: null })).rejects.toMatchObject({
      code: "INVALID",
      problems: [{ path: "start" }],
    });
    await under.run("load", { startUs: hourUs(12), endUs: hourUs(24) });
    const more = await under.run("load", { incremental: true, startUs: null, endUs: hourUs(48) });
    expect(more.run.tasks).toMatchObject([{ startUs: hourUs(24), endUs: hourUs(48) }]);
    const filled = await under.run("load", { only: "missing" });
    expect(filled.run.tasks.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
      [hourUs(0), hourUs(12)],
      [hourUs(48), hourUs(72)],
    ]);
    const none = await under.run("load", { only: "missing" });
    expect(none.run).toMatchObject({ status: "succeeded", tasks: [] });
  });
});
