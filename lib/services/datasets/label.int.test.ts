import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyDefinitions } from "../definitions/apply";
import { buildDataset } from "./build";
import { type DatasetsUnderTest, startDatasetsUnderTest } from "./datasets-under-test";

const LABELS = `
kind: source
name: events_raw
path: events.csv
event_time: at
timezone: UTC
`;
/** ATL: on the hour of t, inside, at the very end of the window, past it; the last one says how far events are seen. */
const EVENTS = `origin,at,minutes
ATL,2026-01-01 00:00:00,1
ATL,2026-01-02 00:00:00,10
ATL,2026-01-08 00:00:00,100
ATL,2026-01-08 00:00:00.000001,1000
ORD,2026-01-11 00:00:00,7
`;
const LABEL = {
  name: "minutes_next_7d",
  entity: "airport",
  source: "events_raw",
  fn: "sum",
  column: "minutes",
  window: "7d",
  matures_after: "9d",
};

let sut: DatasetsUnderTest;
beforeAll(async () => {
  sut = await startDatasetsUnderTest({ "events.csv": EVENTS });
  const files = [{ path: "labels.yaml", text: LABELS }];
  await applyDefinitions(sut.world, { project: "flights", files, prune: false, message: null });
});
afterAll(() => sut.close());

async function rowsOf(spine: string, label: object, more: object = {}) {
  const { id } = await sut.upload(sut.world, spine);
  const body = {
    name: "labelled",
    spine: { upload: id },
    label: { ...LABEL, ...label },
    format: "csv",
    ...more,
  };
  const dataset = await sut.built(sut.world, body);
  if (dataset.status !== "built") throw new Error(dataset.run.error ?? dataset.status);
  const text = await sut.textOf(sut.world, dataset.id, "part-00000-of-00001.csv");
  return { dataset, lines: text.trim().split("\n") };
}

describe("a declared label", () => {
  it("is counted in (t, t + w]: not what happens at t, but what happens at the end", async () => {
    const { lines, dataset } = await rowsOf(
      "origin,at\nATL,2026-01-01T00:00:00Z\nORD,2026-01-01T00:00:00Z\n",
      {},
    );
    expect(lines).toEqual([
      "origin,at,minutes_next_7d,departures__delay",
      "ATL,2026-01-01T00:00:00.000000Z,110,",
      "ORD,2026-01-01T00:00:00.000000Z,,",
    ]);
    expect(dataset.result?.columns.map(({ name, role }) => `${name} ${role}`)).toContain(
      "minutes_next_7d extra",
    );
    expect(dataset.result?.explanation.join(" ")).toContain("over (t, t + 7 days]");
    expect(dataset.certificate?.inputs.map(({ path }) => path)).toEqual(["events.csv", "flights.csv"]);
    expect(await sut.verified(sut.world, dataset.id)).toMatchObject({ verdict: "equal" });
  });

  it("leaves out observations that are not mature, or have no time, and counts them", async () => {
    const spine = [
      "origin,at",
      "ATL,2026-01-02T00:00:00Z",
      "ATL,2026-01-02T00:00:00.000001Z",
      "ORD,2026-01-09T00:00:00Z",
      "ORD,",
      "",
    ].join("\n");
    const { lines, dataset } = await rowsOf(spine, {});
    expect(lines.slice(1)).toEqual(["ATL,2026-01-02T00:00:00.000000Z,1100,8"]);
    expect(dataset.result?.dropped).toEqual({
      before_since: 0,
      between_splits: 0,
      not_sampled: 0,
      not_mature: 3,
    });
    const later = await rowsOf(spine, { observed_until: "2026-01-18T00:00:00Z" });
    expect(later.dataset.result?.dropped.not_mature).toBe(1);
  });

  it("takes conditions, keys of another name, and counts nothing as the function says", async () => {
    const spine = "origin,destination,at\nATL,ORD,2026-01-01T00:00:00Z\nORD,ATL,2026-01-01T00:00:00Z\n";
    const label = {
      fn: "count",
      column: null,
      where: "minutes > 50",
      keys: { origin: "destination" },
      matures_after: null,
    };
    const { lines } = await rowsOf(spine, label);
    expect(lines.slice(1).map((line) => line.split(",")[3])).toEqual(["0", "1"]);
  });

  it.each([
    [{ source: "nothing" }, "label.source"],
    [{ entity: "nothing" }, "label.entity"],
    [{ column: "nothing" }, "label.column"],
    [{ column: null }, "label.column"],
    [{ matures_after: "6d" }, "label.matures_after"],
    [{ name: "origin" }, "label.name"],
  ])("is refused at its field: %j", async (wrong, path) => {
    const { id } = await sut.upload(sut.world);
    const request = sut.request({ spine: { upload: id }, label: { ...LABEL, ...wrong } });
    await expect(buildDataset(sut.world, request)).rejects.toMatchObject({
      code: "INVALID",
      problems: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  it("S9: its condition reads nothing but the columns of its source", async () => {
    const { id } = await sut.upload(sut.world, "origin,at\nATL,2026-01-01T00:00:00Z\n");
    const label = { ...LABEL, where: "minutes > (SELECT count(*) FROM read_csv('flights.csv'))" };
    const dataset = await sut.built(sut.world, { name: "nosy", spine: { upload: id }, label });
    expect(dataset.status).toBe("failed");
  });
});
