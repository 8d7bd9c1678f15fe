import { describe, expect, test } from "vitest";
import { type BadProject, rollup, windows } from "./bad-projects.test-suite";
import { entity, flightsProject, group, problemsOf, replaced } from "./sample.test-suite";

const CASES: BadProject[] = [
  {
    name: "several windows under one name",
    change: [windows(["mean_delay_7d", { windows: ["24h", "7d"] }])],
    problems: [
      "feature_group.load aggregations.0.name: 2 windows would give one name. → a name with {window}, such as mean_delay_7d_{window}",
    ],
  },
  {
    name: "columns that a function needs or does not take",
    change: [
      windows(["mean_delay_7d", { column: null }], ["seen", { fn: "exists" }], ["late", { column: "dealy" }]),
    ],
    problems: [
      "feature_group.load aggregations.0.column: mean needs a column. → column: what mean is taken of",
      "feature_group.load aggregations.1.column: exists looks at rows, not at a column. → no column; where chooses the rows",
      "feature_group.load aggregations.2.column: departures has no column dealy. Did you mean delay? → one of origin, departed_at, known_at, delay, distance",
    ],
  },
  {
    name: "values that a function does not take",
    change: [windows(["mean_delay_7d"], ["codes", { column: "origin" }])],
    problems: [
      "feature_group.load aggregations.1.column: mean does not take values of type string. → a column with numeric values",
    ],
  },
  {
    name: "parameters",
    change: [
      windows(
        ["mean_delay_7d", { parameter: 1 }],
        ["q", { fn: "quantile" }],
        ["q2", { fn: "quantile", parameter: 95 }],
        ["k", { fn: "top_k", parameter: 1.5 }],
      ),
    ],
    problems: [
      "feature_group.load aggregations.0.parameter: mean takes no parameter. → no parameter",
      "feature_group.load aggregations.1.parameter: quantile needs a parameter. → parameter: a number from 0 to 1",
      "feature_group.load aggregations.2.parameter: 95 does not fit quantile. → a number from 0 to 1",
      "feature_group.load aggregations.3.parameter: 1.5 does not fit top_k. → a whole number from 1 to 1000",
    ],
  },
  {
    name: "an empty value of another type",
    change: [windows(["mean_delay_7d", { empty: "none" }])],
    problems: [
      'feature_group.load aggregations.0.empty: "none" is not a value of the result. → a number of type float64',
    ],
  },
  {
    name: "a rollup of a feature that does not exist, by what is no ancestor",
    change: [rollup({ feature: "load:mean_dealy_7d", by: "airport" })],
    problems: [
      "feature_group.region second_order.0.feature: load has no feature mean_dealy_7d. Did you mean mean_delay_7d? → one of departures_1h, departures_7d, mean_delay_24h, mean_delay_7d",
      "feature_group.region second_order.0.by: airport is not above airport, which load describes. → one of state",
    ],
  },
  {
    name: "a rollup with a function that needs an order in time",
    change: [rollup({ fn: "last" })],
    problems: [
      "feature_group.region second_order.0.fn: Members have no order in time, which last needs. → one of count, sum, mean, min, max, stddev, distinct, approx_distinct, quantile, mode, top_k, collect_distinct, exists",
    ],
  },
  {
    name: "a rollup that the group's entity does not lead to",
    change: [
      entity({ name: "carrier" }),
      group({
        name: "region",
        entity: "carrier",
        source: null,
        second_order: [
          { name: "m", feature: "load:mean_delay_7d", fn: "mean", by: "state", parameter: null },
        ],
      }),
    ],
    problems: [
      "feature_group.region second_order.0.by: Nothing leads from carrier, which this group describes, up to state. → carrier itself or one of its ancestors",
    ],
  },
];

describe("validateDefinitions, derived", () => {
  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });
});
