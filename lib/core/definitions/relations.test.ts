import { expect, test } from "vitest";
import { parseDefinition } from "@/lib/contracts/definitions";
import type { Definition, FeatureGroupDefinition } from "../model/definitions";
import { groupRelation } from "./relations";
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
