import { describe, expect, test } from "vitest";
import { type BadProject, entry } from "./bad-projects.test-suite";
import { flightsProject, problemsOf, replaced, service } from "./sample.test-suite";

const CASES: BadProject[] = [
  {
    name: "a service with an unknown group, version and feature",
    change: [
      service({
        features: [
          { ...entry, group: "laod" },
          { ...entry, version: 7, as: "old" },
          { ...entry, as: "now", features: ["mean_dealy_7d"] },
        ],
      }),
    ],
    problems: [
      "feature_service.departure_delay features.0: There is no feature group laod. Did you mean load? → the name of a feature group",
      "feature_service.departure_delay features.1: load has no version 7. → one of v1",
      "feature_service.departure_delay features.2.features.0: load has no feature mean_dealy_7d. Did you mean mean_delay_7d? → one of departures_1h, departures_7d, mean_delay_24h, mean_delay_7d",
    ],
  },
  {
    name: "a key map with a key that is none (rule 23)",
    change: [service({ features: [{ ...entry, as: "destination", keys: { orign: "destination" } }] })],
    problems: [
      "feature_service.departure_delay features.0.keys.orign: orign is not a join key of load. Did you mean origin? → one of origin",
    ],
  },
  {
    name: "two meanings of one prefix (rules 22 and 23)",
    change: [
      service({ features: [entry, { ...entry, version: 1 }, { ...entry, keys: { origin: "destination" } }] }),
    ],
    problems: [
      "feature_service.departure_delay features.1: The columns load__… would mean two things: here and in features.0. → as: another prefix for one of them",
      "feature_service.departure_delay features.2: The columns load__… would mean two things: here and in features.0. → as: another prefix for one of them",
    ],
  },
  {
    name: "a feature twice in a service",
    change: [service({ features: [{ ...entry, features: ["mean_delay_7d"] }, entry] })],
    problems: [
      "feature_service.departure_delay features.1: load:mean_delay_7d stands here twice; first in features.0. → each feature once",
    ],
  },
  {
    name: "two consumers of one name, and an imputed feature that is none",
    change: [
      service({
        features: [entry],
        consumers: [
          {
            name: "m",
            type: "model",
            owner: null,
            uses: "both",
            reads: "by_name",
            casts: false,
            imputes: ["mean_delay_24h", "delay"],
            unknown_bucket: false,
          },
          {
            name: "m",
            type: "job",
            owner: null,
            uses: "both",
            reads: "by_name",
            casts: false,
            imputes: [],
            unknown_bucket: false,
          },
        ],
      }),
    ],
    problems: [
      "feature_service.departure_delay consumers.1.name: There are two consumers called m. → each consumer once",
      "feature_service.departure_delay consumers.0.imputes.1: The service has no feature delay. → a feature of the service",
    ],
  },
  {
    name: "a group of a project that nobody knows",
    change: [service({ features: [{ ...entry, project: "other" }] })],
    problems: [
      "feature_service.departure_delay features.0: There is no feature group other/load, or you may not see it. → a group of a project that you may see",
    ],
  },
];

describe("validateDefinitions, service", () => {
  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });
});
