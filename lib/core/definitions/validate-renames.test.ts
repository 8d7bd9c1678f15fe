import { expect, test } from "vitest";
import type { FeatureDefinition } from "../model/definitions";
import { NO_FACTS } from "./facts";
import { afterApply } from "./registered";
import { applied, feature, flightsProject, group, problemsOf, replaced } from "./sample.test-suite";

const registered = applied(flightsProject());
const distance = feature("distance", { type: "int64" });
const problems = (features: FeatureDefinition[], known = registered) =>
  problemsOf(afterApply(known, replaced(flightsProject(), group({ features }))), NO_FACTS, known);

test("a feature takes the place of one of the latest version", () => {
  const renamed = [feature("lateness", { column: "delay", renamed_from: "delay" }), distance];
  expect(problems(renamed).filter((line) => line.includes("renamed"))).toEqual([]);
});

test("renamed_from must exist, and its name must be free to go", () => {
  expect(
    problems([feature("delay"), distance, feature("carrier", { type: "string", renamed_from: "dealy" })]),
  ).toEqual([
    "feature_group.departures features.2.renamed_from: departures has no feature dealy that could be renamed. Did you mean delay? → one of delay, distance",
  ]);
  expect(problems([feature("delay"), feature("distance", { type: "int64", renamed_from: "delay" })])).toEqual(
    [
      "feature_group.departures features.1.renamed_from: distance exists already, so delay cannot become it. → a new name",
    ],
  );
  expect(
    problems([feature("delay"), distance, feature("carrier", { type: "string", renamed_from: "delay" })]),
  ).toEqual([
    "feature_group.departures features.2.renamed_from: delay is still a feature of the group. → one name: the old or the new one",
  ]);
});

test("a rename that has been applied stays in the file without harm", () => {
  const renamed = group({
    features: [feature("lateness", { column: "delay", renamed_from: "delay" }), distance],
  });
  const after = applied([renamed], registered);
  expect(problems(renamed.features, after).filter((line) => line.includes("renamed"))).toEqual([]);
});

test("a group that is not registered yet may hold renames of its past elsewhere", () => {
  const fresh = group({
    name: "fresh",
    features: [feature("lateness", { column: "delay", renamed_from: "delay" })],
  });
  expect(problemsOf([...flightsProject(), fresh], NO_FACTS, registered)).toEqual([]);
});
