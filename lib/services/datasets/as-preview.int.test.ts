import { afterAll, beforeAll, expect, it } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import { applyDefinitions } from "../definitions/apply";
import { runPreview } from "../preview/run";
import { type DatasetsUnderTest, startDatasetsUnderTest } from "./datasets-under-test";

const DERIVED = `
kind: entity
name: route
join_keys: [{name: origin, type: string}, {name: destination, type: string}]
---
kind: source
name: routes_raw
path: routes.csv
event_time: seen_at
created_time: known_at
timezone: UTC
---
kind: feature_group
name: load
entity: airport
source: flights_raw
aggregations:
  - {name: "flights_{window}", fn: count, windows: [2d, lifetime]}
  - {name: delay_sum_2d, fn: sum, column: delay, windows: [2d], where: "delay > 10"}
---
kind: feature_group
name: traffic
entity: airport
source: flights_raw
features: [{name: delay, type: int64}]
on_demand:
  - {name: delay_hours, type: float64, expression: "delay / 60.0"}
  - {name: ahead, type: bool, expression: "delay < limit_minutes", request: [{name: limit_minutes, type: int64}]}
  - {name: other_delay, type: int64, expression: "lookup('traffic_base:delay', origin = destination)", request: [{name: destination, type: string}]}
---
kind: feature_group
name: traffic_base
entity: airport
source: flights_raw
features: [{name: delay, type: int64}]
---
kind: feature_group
name: routes
entity: route
source: routes_raw
features: [{name: distance, type: float64}]
`;

const ROUTES = `origin,destination,seen_at,known_at,distance
ATL,ORD,2026-01-01 00:00:00,2026-01-01 00:00:00,975.50
ATL,ORD,2026-01-03 00:00:00,2026-01-09 00:00:00,976.25
`;

const SPINE = {
  origin: ["ATL", "ORD", "ATL", "QQQ"],
  destination: ["ORD", "ATL", "ORD", "ATL"],
  at: ["2026-01-03T10:00:00Z", "2026-01-02T12:00:00Z", "2026-01-04T00:00:00Z", "2026-01-04T00:00:00Z"],
  limit_minutes: ["10", "30", "40", "1"],
};

const FEATURES = [
  "load:*",
  "traffic:*",
  "routes:distance",
  { group: "departures", as: "arrival", keys: { origin: "destination" }, features: ["delay"], strict: true },
  { service: "both_ends" },
];

let sut: DatasetsUnderTest;
beforeAll(async () => {
  sut = await startDatasetsUnderTest({ "routes.csv": ROUTES });
  const files = [{ path: "derived.yaml", text: DERIVED }];
  await applyDefinitions(sut.world, { project: "flights", files, prune: false, message: null });
});
afterAll(() => sut.close());

it.each(["event", "known"] as const)(
  "windows, on-demand features, lookups and roles come out as in a preview, by knowledge %s",
  async (knowledge) => {
    // What is not known by its created time cannot be asked for by it.
    const features = knowledge === "event" ? FEATURES : ["routes:distance"];
    const body = PreviewBody.parse({ features, spine: { columns: SPINE }, time: "at", knowledge });
    const shown = await runPreview(sut.world, { project: "flights", ...body }, { runId: "preview" });
    const names = Object.keys(SPINE);
    const rows = SPINE.origin.map((_, i) =>
      Object.values(SPINE)
        .map((values) => values[i])
        .join(","),
    );
    const { id } = await sut.upload(sut.world, `${[names.join(","), ...rows].join("\n")}\n`);
    const dataset = await sut.built(sut.world, {
      name: `as_${knowledge}`,
      features,
      spine: { upload: id },
      knowledge,
      format: "csv",
    });
    expect(dataset.run.error).toBeNull();
    const [header = "", ...lines] = (await sut.textOf(sut.world, dataset.id, "part-00000-of-00001.csv"))
      .trim()
      .split("\n");
    expect(header.split(",")).toEqual(shown.columns.map(({ name }) => name));
    const width = names.length;
    expect(lines.map((line) => line.split(",").slice(width))).toEqual(
      shown.rows.map((row) => row.slice(width).map((cell) => (cell === null ? "" : String(cell)))),
    );
    expect(dataset.certificate?.knowledge).toEqual({ mode: knowledge, cutoff: null });
    expect(await sut.verified(sut.world, dataset.id)).toMatchObject({ verdict: "equal" });
    const counted = dataset.result?.coverage.map(({ name, features: own }) => [
      name,
      own.map((one) => one.counts),
    ]);
    expect(counted).toEqual(
      shown.groups.flatMap(({ name, features: own }) =>
        own.length === 0 ? [] : [[name, own.map((one) => one.counts)]],
      ),
    );
  },
);
