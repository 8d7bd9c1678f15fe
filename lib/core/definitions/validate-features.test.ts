import { describe, expect, test } from "vitest";
import { type BadProject, departures, windows } from "./bad-projects.test-suite";
import {
  aggregation,
  columns,
  feature,
  flightsProject,
  group,
  problemsOf,
  replaced,
} from "./sample.test-suite";

const CASES: BadProject[] = [
  {
    name: "two features of one name",
    change: [
      departures({
        features: [
          feature("delay"),
          feature("distance", { type: "int64" }),
          feature("delay", { column: "distance", type: "int32" }),
        ],
      }),
    ],
    problems: [
      "feature_group.departures features.2.name: The name delay is taken by features.0. → a name of its own",
    ],
  },
  {
    name: "a feature called like a key or a time (rule 24)",
    change: [
      departures({
        features: [
          feature("delay"),
          feature("origin", { type: "string" }),
          feature("departed_at", { type: "timestamp" }),
        ],
      }),
    ],
    problems: [
      "feature_group.departures features.1.name: The name origin is taken by the join key of airport. → a name of its own",
      "feature_group.departures features.2.name: The name departed_at is taken by the event time. → a name of its own",
    ],
  },
  {
    name: "derived names that clash",
    change: [
      windows(
        ["mean_delay_7d", { windows: ["7d"] }],
        ["mean_delay_{window}", { windows: ["7d"] }],
        ["event_time", { windows: ["1h"] }],
      ),
    ],
    problems: [
      "feature_group.load aggregations.1.name: The name mean_delay_7d is taken by the feature of aggregations.0. → a name of its own",
      "feature_group.load aggregations.2.name: The name event_time is taken by the event time. → a name of its own",
    ],
  },
  {
    name: "aliases and on-demand features that clash (rule 24)",
    change: [
      departures({
        features: [
          feature("delay", { aliases: ["distance", "late"] }),
          feature("distance", { type: "int64", aliases: ["late"] }),
        ],
        on_demand: [{ name: "delay", type: "float64", expression: "1", description: null, request: [] }],
      }),
    ],
    problems: [
      "feature_group.departures on_demand.0.name: The name delay is taken by features.0. → a name of its own",
      "feature_group.departures features.0.aliases.0: The name distance is taken by features.1. → a name of its own",
      "feature_group.departures features.1.aliases.0: The name late is taken by an alias of delay. → a name of its own",
    ],
  },
  {
    name: "a request column called like a feature",
    change: [
      departures({
        on_demand: [
          {
            name: "late",
            type: "bool",
            expression: "delay > 1",
            description: null,
            request: columns("delay:int64"),
          },
        ],
      }),
    ],
    problems: [
      "feature_group.departures on_demand.0.request: delay is a feature of the group already. → request columns with names of their own",
    ],
  },
  {
    name: "expressions of on-demand features that cannot be computed",
    change: [
      departures({
        on_demand: [
          { name: "x", type: "float64", expression: "dealy / 60.0", description: null, request: [] },
          {
            ...{ name: "x", type: "int64", expression: "delay / 60.0", description: null, request: [] },
            name: "y",
          },
          {
            ...{ name: "x", type: "bool", expression: "departed_at is null", description: null, request: [] },
            name: "z",
          },
          {
            ...{
              name: "x",
              type: "float64",
              expression: "lookup('profile:nothing')",
              description: null,
              request: [],
            },
            name: "w",
          },
          {
            ...{
              name: "x",
              type: "int64",
              expression: "lookup('profil:state')",
              description: null,
              request: [],
            },
            name: "v",
          },
          {
            ...{ name: "x", type: "float64", expression: "x + 1", description: null, request: [] },
            name: "u",
          },
        ],
      }),
    ],
    problems: [
      "feature_group.departures on_demand.4.expression: There is no feature group profil. Did you mean profile? → the name of a feature group",
      "feature_group.departures on_demand.0.expression: There is no column dealy. Did you mean delay? → one of delay, distance, origin",
      "feature_group.departures on_demand.1.expression: The expression gives float64, not int64. → type: float64, or an expression of the declared type",
      "feature_group.departures on_demand.2.expression: departed_at is a time of the group's rows; the time of a request is a request column. → one of delay, distance, origin",
      "feature_group.departures on_demand.3.expression: profile has no feature nothing. → one of state",
      "feature_group.departures on_demand.5.expression: x is computed on demand itself. → one of delay, distance, origin",
    ],
  },
  {
    name: "a description of what is not derived, or is otherwise",
    change: [
      group({
        name: "load",
        source: "departures",
        aggregations: [aggregation("mean_delay_{window}", { windows: ["7d"] })],
        features: [
          feature("mean_dealy_7d", { type: null }),
          feature("mean_delay_7d", { type: "float32", nullable: false }),
        ],
      }),
    ],
    problems: [
      "feature_group.load features.0.name: Nothing derives a feature mean_dealy_7d. Did you mean mean_delay_7d? → one of mean_delay_7d",
      "feature_group.load features.1.type: The derived type is float64. → float64, or no type",
      "feature_group.load features.1.nullable: An empty window gives null. → nullable: true, or a value for empty",
    ],
  },
  {
    name: "renames that lead nowhere",
    change: [
      departures({
        features: [
          feature("delay", { renamed_from: "delay" }),
          feature("distance", { type: "int64", renamed_from: "far" }),
          feature("carrier", { type: "string", renamed_from: "far" }),
        ],
      }),
    ],
    problems: [
      "feature_group.departures features.0.renamed_from: delay cannot be renamed from itself. → the name before",
      "feature_group.departures features.2.renamed_from: far has become distance already. → each earlier name once",
    ],
  },
  {
    name: "a default of another type",
    change: [
      departures({
        features: [
          feature("delay", { default: "none" }),
          feature("distance", { type: "int64", default: 1.5 }),
        ],
      }),
    ],
    problems: [
      'feature_group.departures features.0.default: "none" is not a value of int16. → a whole number from -32768 to 32767',
      "feature_group.departures features.1.default: 1.5 is not a value of int64. → a whole number from -9223372036854775808 to 9223372036854775807",
    ],
  },
  {
    name: "bounds that do not fit",
    change: [
      departures({
        features: [
          feature("delay", {
            constraints: { min: 10, max: 1, allowed: ["x"], pattern: "a", min_length: 3, max_length: null },
          }),
          feature("distance", { type: "int64" }),
          feature("carrier", {
            type: "string",
            constraints: { min: 1, max: null, allowed: null, pattern: "(?=a)", min_length: 3, max_length: 2 },
          }),
        ],
      }),
    ],
    problems: [
      "feature_group.departures features.0.constraints.min: The least value 10 is greater than the greatest, 1. → a value up to 1",
      'feature_group.departures features.0.constraints.allowed.0: "x" is not a value of the type. → a whole number from -32768 to 32767',
      "feature_group.departures features.0.constraints.pattern: Only text has a pattern. → no pattern",
      "feature_group.departures features.0.constraints.min_length: Only text has a min length. → no min_length",
      "feature_group.departures features.2.constraints.min: 1 does not bound values of this type. → no bound: only numbers and times have bounds",
      "feature_group.departures features.2.constraints.min_length: The least length 3 is greater than the greatest, 2. → a length up to 2",
      "feature_group.departures features.2.constraints.pattern: Look-ahead and look-behind are not supported. → a regular expression of RE2",
    ],
  },
  {
    name: "a default that the constraints forbid",
    change: [
      departures({
        features: [
          feature("delay", {
            default: 99,
            constraints: {
              min: null,
              max: 60,
              allowed: null,
              pattern: null,
              min_length: null,
              max_length: null,
            },
          }),
          feature("distance", { type: "int64" }),
        ],
      }),
    ],
    problems: [
      "feature_group.departures features.0.default: The default 99 breaks the constraints of the feature. → a value that the constraints allow",
    ],
  },
];

describe("validateDefinitions, features", () => {
  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });
});
