import { describe, expect, test } from "vitest";
import { type BadProject, departures, entry, OUTPUT, transform } from "./bad-projects.test-suite";
import {
  aggregation,
  entity,
  feature,
  flightsProject,
  group,
  problemsOf,
  replaced,
  resolverOf,
  selectFacts,
  service,
  source,
} from "./sample.test-suite";
import { validateDefinitions } from "./validate";

const CASES: BadProject[] = [
  {
    name: "an unknown owner",
    change: [entity({ owner: "opps", parent: { entity: "state", from: "profile:state" } })],
    problems: ["entity.airport owner: There is no team opps. Did you mean ops? → the name of a team"],
  },
  {
    name: "an unknown entity",
    change: [departures({ entity: "airprot" })],
    problems: [
      "feature_group.departures entity: There is no entity airprot. Did you mean airport? → the name of an entity",
    ],
  },
  {
    name: "an unknown source",
    change: [departures({ source: "flights" })],
    problems: [
      "feature_group.departures source: There is no source or feature group flights. → the name of a source or feature group",
    ],
  },
  {
    name: "an unknown table in a SELECT",
    change: [transform({ transform: "SELECT origin, departed_at, delay FROM flight_raw" })],
    problems: [
      "feature_group.departures transform: There is no source or feature group flight_raw. Did you mean flights_raw? → the name of a source or feature group",
    ],
  },
  {
    name: "an unknown owner of a consumer",
    change: [
      service({
        features: [entry],
        consumers: [
          {
            name: "m",
            type: "model",
            owner: "nobody",
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
      "feature_service.departure_delay consumers.0.owner: There is no team nobody. → the name of a team",
    ],
  },
  {
    name: "cyclic lineage, named in full",
    change: [departures({ source: "load" })],
    problems: [
      "feature_group.departures source: Reads itself: departures → load → departures. → lineage without a cycle",
    ],
  },
  {
    name: "a group that reads itself in SQL",
    change: [transform({ transform: "SELECT origin, departed_at, delay FROM departures" })],
    problems: [
      "feature_group.departures transform: Reads itself: departures → departures. → lineage without a cycle",
    ],
  },
  {
    name: "entities that are each other's parents",
    change: [
      entity({
        name: "state",
        join_keys: [{ name: "state", type: "string", description: null }],
        parent: { entity: "airport", from: "profile:state" },
      }),
    ],
    problems: [
      "entity.airport parent.entity: Is its own ancestor: airport → state → airport. → a hierarchy without a cycle",
    ],
  },
];

describe("validateDefinitions", () => {
  test("finds nothing wrong with a project that is right", () => {
    expect(problemsOf(flightsProject())).toEqual([]);
    expect(
      problemsOf(replaced(flightsProject(), transform()), selectFacts({ departures: { output: OUTPUT } })),
    ).toEqual([]);
  });

  test.each(CASES)("refuses $name", ({ change, facts, problems }) => {
    expect(problemsOf(replaced(flightsProject(), ...change), facts)).toEqual(problems);
  });

  test("says nothing about columns that are not known", () => {
    expect(problemsOf(replaced(flightsProject(), source({ columns: null })))).toEqual([]);
  });

  test("asks for columns at a push source when a derived type depends on them", () => {
    const push = source({ name: "clicks", type: "push", path: null, format: null, columns: null });
    const [problem, ...others] = problemsOf([
      ...flightsProject(),
      push,
      group({ name: "sums", source: "clicks", aggregations: [aggregation("total", { fn: "max" })] }),
    ]);
    expect(problem).toBe(
      "feature_group.sums source: The type of total cannot be told: the columns of clicks are not known. → columns at the source clicks",
    );
    expect(others).toEqual([]);
  });

  test("a naive time of a source with a zone reaches SQL as an instant (rule 16)", () => {
    const resolver = resolverOf(flightsProject());
    expect(resolver.column("flights_raw", "departed_at")?.type).toBe("timestamp");
    expect(resolver.column("airports", "valid_from")?.type).toBe("timestamp");
    expect(resolver.column("flights_raw", "DELAY")?.type).toBe("int16");
  });

  test("does not take for unknown what could not be read", () => {
    const resolver = resolverOf(flightsProject().filter(({ name }) => name !== "ops"));
    const versions = { groups: new Map(), foreign: new Map() };
    expect(validateDefinitions(resolver, versions).map(({ path }) => path.join("."))).toEqual([
      "owner",
      "consumers.0.owner",
    ]);
    expect(
      validateDefinitions(resolver, versions, { unread: { names: new Set(["ops"]), isComplete: true } }),
    ).toEqual([]);
    expect(
      validateDefinitions(resolver, versions, { unread: { names: new Set(), isComplete: false } }),
    ).toEqual([]);
  });

  test("what is retired may be named and is not checked", () => {
    const resolver = resolverOf(
      replaced(flightsProject(), departures({ features: [feature("distance", { type: "int64" })] })),
    );
    const versions = { groups: new Map(), foreign: new Map() };
    expect(validateDefinitions(resolver, versions).map(({ document }) => document.name)).toEqual(["load"]);
    expect(validateDefinitions(resolver, versions, { retired: new Set(["feature_group load"]) })).toEqual([]);
  });

  test("chains that are too long are refused, not followed", () => {
    const chain = Array.from({ length: 5000 }, (_, index) =>
      group({ name: `g${index}`, source: index === 0 ? "flights_raw" : `g${index - 1}` }),
    );
    const problems = problemsOf([...flightsProject(), ...chain]);
    expect(problems.length).toBe(5000 - 199);
    expect(problems.at(-1)).toBe(
      "feature_group.g4999 : Stands too many steps after its sources. → at most 200 steps",
    );
  });

  test("takes time linear in the size of the project: 10 000 features within two seconds", () => {
    const groups = Array.from({ length: 200 }, (_, index) =>
      group({
        name: `g${index}`,
        features: Array.from({ length: 50 }, (_, at) => feature(`f${at}_x`, { column: "delay" })),
      }),
    );
    const start = performance.now();
    expect(problemsOf([...flightsProject(), ...groups])).toEqual([]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
