import { describe, expect, test } from "vitest";
import type { BadProject } from "./bad-projects.test-suite";
import { entity, flightsProject, problemsOf, replaced } from "./sample.test-suite";

const CASES: BadProject[] = [
  {
    name: "a join key twice, and one that cannot be compared",
    change: [
      entity({
        name: "route",
        join_keys: [
          { name: "origin", type: "string", description: null },
          { name: "origin", type: "float64", description: null },
        ],
      }),
    ],
    problems: [
      "entity.route join_keys.1.name: The join key origin stands here twice. → each join key once",
      "entity.route join_keys.1.type: Values of type float64 cannot be compared exactly. → a key type: integers, string, bool, decimal, bytes, date or timestamp",
    ],
  },
  {
    name: "a parent feature of another entity",
    change: [
      entity({
        name: "state",
        join_keys: [{ name: "state", type: "string", description: null }],
        parent: { entity: "airport", from: "profile:state" },
      }),
      entity(),
    ],
    problems: [
      "entity.state parent.from: profile describes airport, not state. → a feature of a group of state",
      "feature_group.region second_order.0.by: state is not above airport, which load describes. → a parent, declared at the entity airport",
    ],
  },
  {
    name: "a parent feature that does not exist",
    change: [entity({ parent: { entity: "state", from: "profile:stat" } })],
    problems: ["entity.airport parent.from: profile has no feature stat. Did you mean state? → one of state"],
  },
  {
    name: "a parent key of another type (rule 14)",
    change: [entity({ name: "state", join_keys: [{ name: "state", type: "int64", description: null }] })],
    problems: [
      "entity.airport parent.from: state is string, the key state of state is int64. → a feature of type int64",
    ],
  },
  {
    name: "a parent with two keys",
    change: [
      entity({
        name: "state",
        join_keys: [
          { name: "state", type: "string", description: null },
          { name: "country", type: "string", description: null },
        ],
      }),
    ],
    problems: [
      "entity.airport parent.entity: state has 2 join keys, but one feature names one. → a parent with one join key",
    ],
  },
];

describe("validateDefinitions, entity", () => {
  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });
});
