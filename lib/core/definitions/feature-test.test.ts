import { expect, test } from "vitest";
import { parseDefinition } from "@/lib/contracts/definitions";
import type { Definition } from "../model/definitions";
import type { FeatureTestDefinition } from "../model/feature-test";
import { NO_FACTS } from "./facts";
import { resolveFeatureTest } from "./feature-test";
import { testDifferences } from "./feature-test-differences";
import { createResolver } from "./resolve";
import { definitionSet } from "./set";

function parsed(input: object): Definition | FeatureTestDefinition {
  const { document, issues } = parseDefinition(input);
  if (!document) throw new Error(JSON.stringify(issues));
  return document;
}

const DOCUMENTS = [
  { kind: "entity", name: "airport", join_keys: [{ name: "at", type: "string" }] },
  {
    kind: "source",
    name: "flights",
    type: "push",
    event_time: "departed_at",
    created_time: "known_at",
    timezone: "Europe/Berlin",
    columns: [
      { name: "at", type: "string" },
      { name: "departed_at", type: "timestamp_ntz" },
      { name: "known_at", type: "timestamp" },
      { name: "delay", type: "int64" },
      { name: "words", type: "list<string>" },
    ],
  },
  {
    kind: "feature_group",
    name: "departures",
    entity: "airport",
    source: "flights",
    ttl: "7d",
    features: [{ name: "delay", type: "int64" }],
    on_demand: [{ name: "hours", type: "float64", expression: "delay / 60" }],
  },
].map((input) => parsed(input) as Definition);

const resolver = createResolver(definitionSet(DOCUMENTS), NO_FACTS);

function resolve(input: object) {
  const document = parsed({
    kind: "test",
    name: "t",
    group: "departures",
    rows: { flights: [{ at: "ATL", departed_at: "2026-01-01 10:00:00", delay: 8 }] },
    keys: { at: "ATL" },
    at: "2026-01-02T00:00:00Z",
    expect: { delay: 8 },
    ...input,
  });
  const group = resolver.set.groups.get("departures");
  if (document.kind !== "test" || !group) throw new Error("a test and its group");
  const entityKeys = [{ name: "at", type: "string" }];
  const features = resolver.features("departures");
  return resolveFeatureTest(
    document,
    { document: group, version: null, entityKeys, features, pinned: new Map() },
    resolver,
  );
}

test("a test is a join of one spine row over rows of its sources, read as the types of their columns", () => {
  const { plan, expected } = resolve({});
  expect(expected).toEqual([{ feature: "delay", type: "int64", cell: "8" }]);
  expect(plan?.spine).toMatchObject({
    columns: [
      { name: "at", role: "key" },
      { name: "at_time", role: "time" },
    ],
    values: [["ATL"], ["2026-01-02T00:00:00.000000Z"]],
    time: "at_time",
  });
  expect(plan?.groups[0]).toMatchObject({ ttlSeconds: 604_800, features: [{ name: "delay" }] });
  expect(plan?.groups[0]?.relation).toMatchObject({
    kind: "columns",
    input: {
      kind: "rows",
      columns: [
        { name: "at", type: "string" },
        { name: "departed_at", type: "timestamp" },
        { name: "known_at", type: "timestamp" },
        { name: "delay", type: "int64" },
        { name: "words", type: "list<string>" },
      ],
      // Ten o'clock in Berlin is nine in UTC.
      rows: [["ATL", "2026-01-01T09:00:00.000000Z", null, "8", null]],
    },
  });
});

test("what was not known by then does not count, where rows say when they were known", () => {
  expect(resolve({ knowledge: "known" }).plan?.knowledge).toBe("known");
});

test.each([
  [
    "a source that the group does not read",
    { rows: { fligths: [] } },
    "rows.fligths",
    "Did you mean flights?",
  ],
  ["an unknown column", { rows: { flights: [{ dely: 1 }] } }, "rows.flights.0.dely", "Did you mean delay?"],
  [
    "a value of another type",
    { rows: { flights: [{ delay: 1.5 }] } },
    "rows.flights.0.delay",
    "not a whole number",
  ],
  [
    "a nested value",
    { rows: { flights: [{ words: "a" }] } },
    "rows.flights.0.words",
    "A list cannot be given",
  ],
  ["a missing key", { keys: {} }, "keys", "The join key at is missing"],
  [
    "a key that the entity does not have",
    { keys: { at: "A", origin: "A" } },
    "keys.origin",
    "no join key origin",
  ],
  ["a key of another type", { keys: { at: 1 } }, "keys.at", "1 is not text"],
  ["a time without a zone", { at: "2026-01-02" }, "at", "no time zone"],
  ["an unknown feature", { expect: { delays: 1 } }, "expect.delays", "Did you mean delay?"],
  ["a feature computed on demand", { expect: { hours: 1 } }, "expect.hours", "computed on demand"],
  ["an expected value of another type", { expect: { delay: "8.0" } }, "expect.delay", "not a whole number"],
])("%s is refused where it stands", (_, input, path, message) => {
  const { problems, plan } = resolve(input);
  expect(plan).toBeNull();
  expect(problems.map((problem) => problem.path.join("."))).toEqual([path]);
  expect(problems[0]?.message).toContain(message);
  expect(problems[0]?.message).toMatch(/[.?]$/);
});

test("values are compared exactly, floats by their shortest text", () => {
  const differs = (type: string, expected: string | number | null, got: string | number | null) =>
    testDifferences([{ feature: "f", type, cell: expected }], [got]);
  expect(differs("float64", 0.1, 0.1)).toEqual([]);
  expect(differs("float64", 0.3, 0.1 + 0.2)).toEqual([
    { feature: "f", type: "float64", expected: 0.3, got: 0.1 + 0.2 },
  ]);
  expect(differs("float64", "NaN", "NaN")).toEqual([]);
  expect(differs("float64", 0, "-0")).toHaveLength(1);
  expect(differs("float32", Math.fround(0.1), Math.fround(0.1))).toEqual([]);
  expect(differs("float32", Math.fround(0.5), Math.fround(0.1))).toMatchObject([{ expected: 0.5, got: 0.1 }]);
  expect(differs("int64", "9007199254740993", "9007199254740992")).toHaveLength(1);
  expect(differs("int64", null, "0")).toHaveLength(1);
});
