import { describe, expect, it } from "vitest";
import { aggregation, flightsProject, group, source } from "../definitions/sample.test-suite";
import { definitionSet } from "../definitions/set";
import { computationFor } from "./computation";

const KEYS = [{ name: "origin", type: "string" }];
const HOUR_US = 3_600_000_000n;

function computed(document: ReturnType<typeof group>, types: Record<string, string> = {}) {
  const documents = definitionSet([
    ...flightsProject().filter(
      (one) => !("name" in one && one.kind === "feature_group" && one.name === document.name),
    ),
    source({ name: "scd", path: "scd.csv", format: "csv", valid_to: "departed_at" }),
    document,
  ]);
  const features = Object.entries(types).map(([name, type]) => ({ name, type, computation: "aggregation" }));
  return computationFor({ number: 1, document, features }, KEYS, { documents, pinned: new Map() });
}

const load = (over: Parameters<typeof group>[0] = {}) =>
  group({
    name: "load",
    source: "departures",
    emit: "6h",
    aggregations: [aggregation("mean_{window}", { windows: ["24h", "7d"] })],
    ...over,
  });
const MEANS = { mean_24h: "float64", mean_7d: "float64" };

describe("how rows of an interval come about", () => {
  it("rows of a source are those of its relation; what they say counts at their own time", () => {
    expect(computed(group())).toMatchObject({ ok: true, computation: { kind: "interval" }, lookbackUs: 0n });
  });

  it("what a SELECT makes of a row may be seen for ever", () => {
    const rows = group({ source: null, transform: "SELECT * FROM flights_raw" });
    expect(computed(rows)).toMatchObject({ ok: true, computation: { kind: "interval" }, lookbackUs: null });
  });

  it("windows have rows at each emit, and look as far back as the longest reaches", () => {
    expect(computed(load(), MEANS)).toMatchObject({
      ok: true,
      computation: { kind: "ticks", everyUs: 6n * HOUR_US },
      lookbackUs: 168n * HOUR_US,
    });
    const lifetime = load({ aggregations: [aggregation("mean_{window}", { windows: ["24h", "lifetime"] })] });
    const types = { mean_24h: "float64", mean_lifetime: "float64" };
    expect(computed(lifetime, types)).toMatchObject({ ok: true, lookbackUs: null });
  });

  it("without emit, and where rows end by a column that is not kept, the reason is said", () => {
    expect(computed(load({ emit: null }), MEANS)).toEqual({
      ok: false,
      reason: "load declares no emit, so nothing says at which times it has rows",
    });
    expect(computed(group({ name: "scd_rows", source: "scd" }))).toMatchObject({
      ok: false,
      reason: expect.stringContaining("departed_at"),
    });
  });
});
