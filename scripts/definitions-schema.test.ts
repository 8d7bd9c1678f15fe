import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseDefinition } from "@/lib/contracts/definitions";
import { definitionsJsonSchema } from "@/lib/contracts/definitions-json-schema";

const file = new URL("../public/schema/definitions.json", import.meta.url);
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(definitionsJsonSchema());

const GOOD = `
{kind: project, name: flights, owner: ops, compatibility: FULL_TRANSITIVE}
{kind: team, name: ops, members: [member@example.org]}
{kind: entity, name: airport, join_keys: [{name: origin, type: string}], parent: {entity: state, from: "profile:state"}}
{kind: source, name: flights, path: flights/*.parquet, event_time: departed_at, valid_to: null, timezone: UTC}
{kind: source, name: clicks, type: push, columns: [{name: user, type: int64}]}
{kind: source, name: late, type: query, query: SELECT 1 AS one}
{kind: feature_group, name: profile, entity: airport, source: airports, transform: null, features: [{name: state, type: string}]}
{kind: feature_group, name: departures, entity: airport, transform: SELECT 1, source: null, tags: [delay, "domain: operations"], features: [{name: delay, type: "decimal(18,2)", default: null}], ttl: 7d, schedule: {materialize: "0 2 * * *"}}
{kind: feature_group, name: load, entity: airport, source: departures, aggregations: [{name: "n_{window}", fn: count, windows: [1h, lifetime]}]}
{kind: feature_group, name: region, entity: airport, second_order: [{name: m, feature: "load:n_1h", fn: mean, by: state}]}
{kind: feature_service, name: delays, features: ["departures@v1:*", {group: load, as: destination, keys: {origin: destination}, features: [n_1h]}], consumers: [{name: model, type: model}]}
{kind: test, name: late, group: departures@v2, rows: {flights: [{origin: ATL, delay: 16, note: null}]}, keys: {origin: ATL}, at: "2026-06-01T12:00:00Z", knowledge: known, expect: {late: true}}
`
  .trim()
  .split("\n");

const BAD: [string, string][] = [
  ["a test without a time", "{kind: test, name: late, group: g, keys: {a: 1}, expect: {late: true}}"],
  ["no kind", "{name: flights}"],
  ["an unknown kind", "{kind: view, name: flights}"],
  ["an unknown key", "{kind: team, name: ops, colour: red}"],
  ["a bad name", "{kind: team, name: Ops Team}"],
  [
    "a bad duration",
    "{kind: feature_group, name: g, entity: e, source: s, ttl: 7 days, features: [{name: a, type: string}]}",
  ],
  ["a bad type", "{kind: entity, name: airport, join_keys: [{name: origin, type: varchar}]}"],
  [
    "two ways to define a group",
    "{kind: feature_group, name: g, entity: e, source: s, transform: SELECT 1, features: [{name: a, type: string}]}",
  ],
  [
    "no way to define a group",
    "{kind: feature_group, name: g, entity: e, features: [{name: a, type: string}]}",
  ],
  [
    "an unknown function",
    "{kind: feature_group, name: g, entity: e, source: s, aggregations: [{name: n, fn: median, windows: [1h]}]}",
  ],
];

describe("public/schema/definitions.json", () => {
  test("is what the contracts generate (run scripts/definitions-schema.ts after a change)", () => {
    expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify(definitionsJsonSchema(), null, 2)}\n`);
  });

  test.each(GOOD)("accepts what the parser accepts: %s", (text) => {
    const document: unknown = parse(text);
    expect(parseDefinition(document).issues).toEqual([]);
    validate(document);
    expect(validate.errors).toBeNull();
  });

  test.each(BAD)("refuses %s, as the parser does", (_, text) => {
    const document: unknown = parse(text);
    expect(parseDefinition(document).document).toBeNull();
    expect(validate(document)).toBe(false);
  });

  test("describes every key of every kind, so that editors can explain it", () => {
    const { $defs } = definitionsJsonSchema() as {
      $defs: Record<string, { properties: Record<string, { description?: string; const?: string }> }>;
    };
    const undescribed = Object.entries($defs).flatMap(([kind, { properties }]) =>
      Object.entries(properties)
        .filter(([, schema]) => !schema.description && !schema.const)
        .map(([key]) => `${kind}.${key}`),
    );
    expect(undescribed).toEqual([]);
  });
});
