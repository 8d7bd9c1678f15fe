import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FeatureGroupDefinition } from "../model/definitions";
import { auditedText, versionContent, versionText } from "./canonical";
import {
  aggregation,
  entity,
  feature,
  flightsProject,
  group,
  replaced,
  resolverOf,
  source,
} from "./sample.test-suite";

const base = group({
  features: [
    feature("delay"),
    feature("distance", { type: "int64" }),
    feature("carrier", { type: "string" }),
  ],
  rules: [
    { name: "a", expression: "delay > 0", severity: "error" },
    { name: "b", expression: "true", severity: "warn" },
  ],
});
const textOf = (over: Partial<FeatureGroupDefinition>, ...others: Parameters<typeof replaced>[0]) => {
  const changed = { ...base, ...over };
  return versionText(versionContent(changed, resolverOf(replaced(flightsProject(), changed, ...others))));
};
const transform = (sql: string) => textOf({ source: null, transform: sql, event_time: "departed_at" });

describe("the version-making part of a group", () => {
  test.each<[string, Partial<FeatureGroupDefinition>]>([
    ["description", { description: "x" }],
    ["owner", { owner: "ops" }],
    ["tags", { tags: ["x"] }],
    ["lifecycle", { lifecycle: "deprecated" }],
    ["online", { online: { enabled: true } }],
    ["schedule", { schedule: { materialize: "0 2 * * *", timezone: "UTC", retries: 2, retry_delay: "5m" } }],
    ["SLA", { sla: { freshness: "1h", completeness: 1 } }],
    ["compatibility", { compatibility: "NONE" }],
    ["silenced warnings", { silence: ["no-owner"] }],
    [
      "words about a feature",
      { features: base.features.map((one) => ({ ...one, description: "x", tags: ["y"] })) },
    ],
    ["a rename that is done", { features: base.features.map((one) => ({ ...one, renamed_from: "old" })) }],
    ["the order of features", { features: [...base.features].reverse() }],
    ["the order of rules", { rules: [...base.rules].reverse() }],
    [
      "the formatting of a rule",
      { rules: base.rules.map((rule) => ({ ...rule, expression: ` ${rule.expression} -- words` })) },
    ],
  ])("does not hold %s, which is only audited", (_, over) => {
    expect(textOf(over)).toBe(textOf({}));
  });

  const delay = (over: Parameters<typeof feature>[1]) => ({
    features: [feature("delay", over), ...base.features.slice(1)],
  });
  const bounds = { min: null, max: 1, allowed: null, pattern: null, min_length: null, max_length: null };
  test.each<[string, Partial<FeatureGroupDefinition>]>([
    ["a feature", { features: base.features.slice(1) }],
    ["a name", delay({ name: "late", column: "delay" })],
    ["a type", delay({ type: "int32" })],
    ["nullability", delay({ nullable: false })],
    ["a default", delay({ default: 0 })],
    ["a unit", delay({ unit: "minutes" })],
    ["an alias", delay({ aliases: ["late"] })],
    ["a constraint", delay({ constraints: bounds })],
    ["a column", delay({ column: "distance" })],
    ["the event time", { event_time: "known_at" }],
    ["the created time", { created_time: "departed_at" }],
    ["the TTL", { ttl: "7d" }],
    ["the tombstone", { tombstone: "gone" }],
    ["the entity", { entity: "state" }],
    ["a rule", { rules: [] }],
    ["the source", { source: "airports" }],
    [
      "an on-demand feature",
      { on_demand: [{ name: "x", type: "float64", expression: "delay", description: null, request: [] }] },
    ],
  ])("holds %s", (_, over) => {
    expect(textOf(over)).not.toBe(textOf({}));
  });

  test("holds what it depends on: keys and their types, the zone and the place of its sources, not their words", () => {
    expect(
      textOf({}, entity({ join_keys: [{ name: "origin", type: "bytes", description: null }] })),
    ).not.toBe(textOf({}, entity()));
    expect(
      textOf(
        {},
        entity({ description: "x", join_keys: [{ name: "origin", type: "string", description: "x" }] }),
      ),
    ).toBe(textOf({}, entity()));
    for (const over of [
      { timezone: "Asia/Jakarta" },
      { path: "other.parquet" },
      { event_time: "known_at" },
      { created_time: null },
      { valid_to: "known_at" },
    ]) {
      expect(textOf({}, source(over))).not.toBe(textOf({}));
    }
    expect(textOf({}, source({ description: "x", owner: "ops", tags: ["x"], silence: ["no-owner"] }))).toBe(
      textOf({}),
    );
  });

  test("of a SELECT, ignores formatting and what no feature uses, and holds each expression and the rows", () => {
    const sql = "SELECT origin, departed_at, delay, distance, carrier FROM flights_raw WHERE delay < 900";
    expect(
      transform(
        `select origin,departed_at , delay, distance,carrier -- words\nFROM flights_raw where delay<900;`,
      ),
    ).toBe(transform(sql));
    expect(
      transform(
        "SELECT origin, departed_at, 1 AS unused, delay, distance, carrier FROM flights_raw WHERE delay < 900",
      ),
    ).toBe(transform(sql));
    for (const other of [
      "SELECT origin, departed_at, delay + 1 AS delay, distance, carrier FROM flights_raw WHERE delay < 900",
      "SELECT origin, departed_at, delay, distance, carrier FROM flights_raw WHERE delay < 901",
      "SELECT 'x' AS origin, departed_at, delay, distance, carrier FROM flights_raw WHERE delay < 900",
      "SELECT origin, known_at AS departed_at, delay, distance, carrier FROM flights_raw WHERE delay < 900",
    ]) {
      expect(transform(other)).not.toBe(transform(sql));
    }
  });

  test("of windows, holds function, column, window, bounds, filter, empty value and parameter", () => {
    const windows = (over: Parameters<typeof aggregation>[1], name = "m") =>
      textOf({
        source: "profile",
        features: [],
        aggregations: [aggregation(name, { column: "state", fn: "distinct", ...over })],
      });
    expect(windows({ where: "a  =  1" })).toBe(windows({ where: "a = 1" }));
    for (const over of [
      { fn: "mode" as const },
      { column: "origin" },
      { windows: ["7d"] },
      { bounds: "[)" as const },
      { where: "a = 1" },
      { empty: 7 },
      { parameter: 1 },
    ]) {
      expect(windows(over)).not.toBe(windows({}));
    }
    expect(windows({}, "m_{window}")).not.toBe(windows({}));
  });

  test("does not depend on the order of features, whatever it is", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(base.features, { minLength: base.features.length }), (features) => {
        expect(textOf({ features })).toBe(textOf({}));
      }),
    );
  });
});

test("every key of a group either makes a version or is audited", () => {
  const versioned = new Set([
    "kind",
    "name",
    "entity",
    "source",
    "transform",
    "aggregations",
    "second_order",
    "event_time",
    "created_time",
    "tombstone",
    "ttl",
    "emit",
    "features",
    "rules",
    "on_demand",
  ]);
  const audited = Object.keys(JSON.parse(auditedText(base)));
  expect(Object.keys(base).filter((key) => !versioned.has(key) && !audited.includes(key))).toEqual([]);
});

test("auditedText sees words, and no order of tags", () => {
  expect(auditedText({ ...base, tags: ["a", "b"] })).toBe(auditedText({ ...base, tags: ["b", "a"] }));
  expect(auditedText({ ...base, description: "x" })).not.toBe(auditedText(base));
  expect(auditedText({ ...base, ttl: "7d" })).toBe(auditedText(base));
  expect(auditedText(source({ path: "x.csv" }))).not.toBe(auditedText(source()));
});
