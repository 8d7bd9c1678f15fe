import { expect, test } from "vitest";
import { parseDefinition } from "@/lib/contracts/definitions";
import type { Definition, FeatureGroupDefinition } from "../model/definitions";
import { groupRelation } from "./relations";
import { rowEnds } from "./row-ends";
import { definitionSet } from "./set";

const document = (input: object): Definition => {
  const { document: parsed, issues } = parseDefinition(input);
  if (!parsed || parsed.kind === "test") throw new Error(JSON.stringify(issues));
  return parsed;
};
const group = (name: string, source: string) =>
  document({
    kind: "feature_group",
    name,
    entity: "airport",
    source,
    features: [{ name: "delay", type: "int64" }],
  });

const SET = definitionSet([
  document({ kind: "entity", name: "airport", join_keys: [{ name: "origin", type: "string" }] }),
  document({
    kind: "source",
    name: "rows",
    type: "file",
    path: "rows.csv",
    event_time: "departed_at",
    created_time: "known_at",
    timezone: "UTC",
  }),
  group("near", "rows"),
  group("far", "near"),
]);

test.each(["near", "far"])("%s carries the times of the source that it reads, however far away", (name) => {
  const outcome = groupRelation(SET.groups.get(name) as FeatureGroupDefinition, SET);
  expect(outcome).toMatchObject({ ok: true, relation: { kind: "columns" } });
  const columns = outcome.ok && outcome.relation.kind === "columns" ? outcome.relation.columns : [];
  expect(columns.map((column) => column.name)).toEqual(["origin", "departed_at", "known_at", "delay"]);
});

const ENDED = definitionSet([
  document({ kind: "entity", name: "airport", join_keys: [{ name: "origin", type: "string" }] }),
  document({
    kind: "source",
    name: "rows",
    type: "file",
    path: "rows.csv",
    event_time: "valid_from",
    valid_to: "valid_to",
    timezone: "UTC",
  }),
  { ...group("near", "rows"), tombstone: "is_deleted" } as FeatureGroupDefinition,
  group("far", "near"),
  {
    ...group("hidden", "rows"),
    tombstone: "delay",
    features: (
      document({
        kind: "feature_group",
        name: "x",
        entity: "airport",
        source: "rows",
        features: [{ name: "delay", type: "bool", column: "late" }],
      }) as FeatureGroupDefinition
    ).features,
  } as FeatureGroupDefinition,
  {
    ...group("made", "rows"),
    source: null,
    transform: "SELECT * FROM near",
    event_time: "valid_from",
  } as FeatureGroupDefinition,
]);
const columnNames = (name: string) => {
  const outcome = groupRelation(ENDED.groups.get(name) as FeatureGroupDefinition, ENDED);
  return outcome.ok && outcome.relation.kind === "columns"
    ? outcome.relation.columns.map((column) => column.name)
    : outcome;
};

test.each(["near", "far"])("%s carries what ends the rows of its source, however far away", (name) => {
  expect(rowEnds(ENDED.groups.get(name) as FeatureGroupDefinition, ENDED)).toEqual({
    tombstone: "is_deleted",
    validTo: "valid_to",
  });
  expect(columnNames(name)).toEqual(["origin", "valid_from", "is_deleted", "valid_to", "delay"]);
});

test("a SELECT makes new rows, which nothing ends unless it says so, and does not see what ends those it reads", () => {
  expect(rowEnds(ENDED.groups.get("made") as FeatureGroupDefinition, ENDED)).toEqual({
    tombstone: null,
    validTo: null,
  });
  const outcome = groupRelation(ENDED.groups.get("made") as FeatureGroupDefinition, ENDED);
  expect(JSON.stringify(outcome)).not.toContain("is_deleted");
});

test("a feature that hides the column which ends rows is refused", () => {
  expect(columnNames("hidden")).toEqual({
    ok: false,
    reason: "its feature delay hides the column delay that ends rows",
  });
});
