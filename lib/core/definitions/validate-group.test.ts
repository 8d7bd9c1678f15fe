import { describe, expect, test } from "vitest";
import { type BadProject, departures, OUTPUT, transform } from "./bad-projects.test-suite";
import {
  columns,
  feature,
  flightsProject,
  problemsOf,
  replaced,
  selectFacts,
  source,
} from "./sample.test-suite";

const CASES: BadProject[] = [
  {
    name: "a missing join key (rule 15)",
    change: [
      source({
        columns: columns(
          "orign:string, departed_at:timestamp, known_at:timestamp, delay:int16, distance:int32",
        ),
      }),
    ],
    problems: [
      "feature_group.departures source: flights_raw has no column origin, which is a join key of airport. Did you mean orign? → a column origin of type string",
    ],
  },
  {
    name: "a join key of another type (rule 14)",
    change: [
      source({
        columns: columns(
          "origin:int64, departed_at:timestamp, known_at:timestamp, delay:int16, distance:int32",
        ),
      }),
    ],
    problems: [
      "feature_group.departures source: Column origin holds int64, the join key of airport is string: keys are never cast. → a column origin of type string",
    ],
  },
  {
    name: "a feature without its column",
    change: [
      departures({
        features: [
          feature("dealy"),
          feature("far", { type: "int64", column: "Distnce" }),
          feature("delay"),
          feature("distance", { type: "int64" }),
        ],
      }),
    ],
    problems: [
      "feature_group.departures features.0.name: flights_raw has no column dealy. Did you mean delay? → one of origin, departed_at, known_at, delay, distance, carrier",
      "feature_group.departures features.1.column: flights_raw has no column Distnce. Did you mean distance? → one of origin, departed_at, known_at, delay, distance, carrier",
    ],
  },
  {
    name: "a feature type that needs a cast",
    change: [departures({ features: [feature("delay"), feature("carrier", { type: "int64" })] })],
    problems: [
      "feature_group.departures features.1.type: Column carrier holds string, which cannot be read as int64 without a cast. → string, or a CAST in a transform",
    ],
  },
  {
    name: "an instant from a column without a zone (rule 16)",
    change: [
      source({
        columns: columns(
          "origin:string, departed_at:timestamp, known_at:timestamp, delay:int16, distance:int32, at:timestamp_ntz",
        ),
      }),
      departures({ features: [feature("delay"), feature("at", { type: "timestamp" })] }),
    ],
    problems: [
      "feature_group.departures features.1.type: Column at holds timestamp_ntz, and an instant needs its zone. → timestamp_ntz, or AT TIME ZONE in a transform",
    ],
  },
  {
    name: "a SELECT that the engine refuses",
    change: [transform()],
    facts: selectFacts({
      departures: { output: "", problems: [{ message: "Referenced column x not found." }] },
    }),
    problems: [
      "feature_group.departures transform: Referenced column x not found. → one SELECT over sources and groups",
    ],
  },
  {
    name: "a SELECT without key, feature, time and tombstone",
    change: [transform({ created_time: "known_at", tombstone: "gone" })],
    facts: selectFacts({ departures: { output: "orig:string, dep:timestamp" } }),
    problems: [
      "feature_group.departures transform: The SELECT has no column origin, which is a join key of airport. Did you mean orig? → a column origin of type string",
      "feature_group.departures features.0.name: The SELECT has no column delay. → one of orig, dep",
      "feature_group.departures event_time: The SELECT has no column departed_at. → one of orig, dep",
      "feature_group.departures created_time: The SELECT has no column known_at. → one of orig, dep",
      "feature_group.departures tombstone: The SELECT has no column gone. → one of orig, dep",
    ],
  },
  {
    name: "a tombstone that is no truth value",
    change: [transform({ tombstone: "delay_code" })],
    facts: selectFacts({ departures: { output: `${OUTPUT}, delay_code:int16` } }),
    problems: ["feature_group.departures tombstone: Column delay_code holds int16. → a column of type bool"],
  },
  {
    name: "a naive event time out of sources with two zones (rule 16)",
    change: [source({ name: "elsewhere", timezone: "Asia/Jakarta" }), transform()],
    facts: selectFacts({
      departures: {
        output: "origin:string, departed_at:timestamp_ntz, delay:int16",
        tables: ["flights_raw", "elsewhere"],
      },
    }),
    problems: [
      "feature_group.departures event_time: Column departed_at holds timestamp_ntz, which has no time zone of its own. → timezone: its zone by IANA name, at the source",
    ],
  },
  {
    name: "what needs an event time and has none",
    change: [source({ event_time: null, created_time: null }), departures({ ttl: "7d", tombstone: "gone" })],
    problems: [
      "feature_group.departures tombstone: flights_raw has no column gone. → one of origin, departed_at, known_at, delay, distance, carrier",
      "feature_group.departures tombstone: Has no meaning without an event time. → event_time: the column that says when a row became true",
      "feature_group.departures ttl: Has no meaning without an event time. → event_time: the column that says when a row became true",
      "feature_group.load source: departures has no event time, and windows are intervals of it. → a source or group with an event time",
    ],
  },
  {
    name: "two rules of one name",
    change: [
      departures({
        rules: [
          { name: "r", expression: "true", severity: "error" },
          { name: "r", expression: "false", severity: "warn" },
        ],
      }),
    ],
    problems: ["feature_group.departures rules.1.name: There are two rules called r. → each rule once"],
  },
];

describe("validateDefinitions, group", () => {
  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });
});
