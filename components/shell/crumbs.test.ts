import { expect, test } from "vitest";
import { crumbsOf } from "./crumbs";

const labels = (path: string) => crumbsOf(path).map((crumb) => crumb.label);

test.each([
  ["/", ["Home"]],
  ["/search", ["Search"]],
  ["/p/flights", ["flights"]],
  ["/p/flights/groups", ["flights", "Feature groups"]],
  ["/p/flights/groups/airport_load", ["flights", "Feature groups", "airport_load"]],
  ["/p/flights/groups/airport_load/versions", ["flights", "Feature groups", "airport_load"]],
  [
    "/p/flights/groups/airport_load/features/mean_delay_7d",
    ["flights", "Feature groups", "airport_load", "mean_delay_7d"],
  ],
  ["/p/flights/materializations/0198-c0ffee", ["flights", "Materialization", "Run c0ffee"]],
  ["/teams/ops_analytics", ["Teams", "ops_analytics"]],
  ["/people/8f2c", ["People"]],
  ["/changes/41", ["Changes", "#41"]],
  ["/settings/tokens", ["Settings", "Tokens"]],
])("%s is reached through its steps", (path, steps) => {
  expect(labels(path)).toEqual(steps);
});

test("each step leads to its own page", () => {
  expect(crumbsOf("/p/flights/groups/airport_load/lineage").map((crumb) => crumb.href)).toEqual([
    "/p/flights",
    "/p/flights/groups",
    "/p/flights/groups/airport_load",
  ]);
});

test("a path that is not well-formed is shown as it is", () => {
  expect(labels("/p/flights/groups/%E0%A4%A")).toEqual(["flights", "Feature groups", "%E0%A4%A"]);
});
