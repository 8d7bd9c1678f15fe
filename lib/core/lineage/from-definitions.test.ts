import { describe, expect, test } from "vitest";
import type { Facts } from "../definitions/facts";
import {
  feature,
  flightsProject,
  group,
  replaced,
  resolverOf,
  selectFacts,
  service,
} from "../definitions/sample.test-suite";
import type { Definition } from "../model/definitions";
import { lineageId, lineageOf } from "./from-definitions";
import { downstream, findCycle, neighbours, upstream } from "./graph";

const edges = (level: "object" | "feature", documents: Definition[] = flightsProject(), facts?: Facts) =>
  lineageOf(resolverOf(documents, facts))
    .edges.filter((edge) => edge.level === level)
    .map(
      ({ from, to, relation, version }) =>
        `${from} ${relation} ${to}${version === null ? "" : ` v${version}`}`,
    );

describe("lineageOf", () => {
  test("a lookup is an edge between groups and between features; a group that looks itself up has none", () => {
    const onDemand = (expression: string) => [
      { name: "x", type: "string", expression, description: null, request: [] },
    ];
    const looking = (expression: string) =>
      replaced(
        flightsProject(),
        group({ on_demand: onDemand(expression), features: [feature("delay"), feature("distance")] }),
      );
    const other = looking("lookup('profile:state')");
    expect(edges("object", other)).toContain("group:profile reads group:departures");
    expect(edges("feature", other)).toContain("feature:profile:state reads feature:departures:x");
    const itself = looking("lookup('departures:delay')");
    expect(edges("object", itself)).not.toContain("group:departures reads group:departures");
    expect(edges("feature", itself)).toContain("feature:departures:delay reads feature:departures:x");
  });

  test("leads from sources over groups and services to consumers, entities beside them", () => {
    expect(edges("object")).toEqual([
      "entity:state parent entity:airport",
      "group:profile parent entity:airport",
      "entity:airport describes group:profile",
      "source:airports reads group:profile",
      "entity:airport describes group:departures",
      "source:flights_raw reads group:departures",
      "entity:airport describes group:load",
      "group:departures reads group:load",
      "entity:airport describes group:region",
      "group:load reads group:region",
      "group:load pins service:departure_delay",
      "service:departure_delay consumes consumer:departure_delay:delay_model",
    ]);
  });

  test("leads from source columns over features to what pins them", () => {
    expect(edges("feature")).toEqual([
      "column:airports:state_code reads feature:profile:state",
      "column:flights_raw:delay reads feature:departures:delay",
      "column:flights_raw:distance reads feature:departures:distance",
      "column:flights_raw:departed_at reads feature:load:departures_1h",
      "column:flights_raw:departed_at reads feature:load:departures_7d",
      "feature:departures:delay reads feature:load:mean_delay_24h",
      "feature:departures:delay reads feature:load:mean_delay_7d",
      "feature:load:mean_delay_7d reads feature:region:state_mean_delay_7d",
      "feature:profile:state reads feature:region:state_mean_delay_7d",
      "feature:load:mean_delay_7d pins service:departure_delay",
      "service:departure_delay consumes consumer:departure_delay:delay_model",
    ]);
  });

  test("follows the engine's lineage through a SELECT, also of its time column, and says which edges are guesses", () => {
    const documents = replaced(
      flightsProject(),
      group({
        source: null,
        transform: "SELECT origin, at, late FROM flights_raw",
        event_time: "at",
        features: [feature("late"), feature("delay")],
      }),
    );
    const facts = selectFacts({
      departures: {
        output: "late:bool",
        lineage: [
          { output: "late", inputs: [{ table: "flights_raw", column: "DELAY" }], exact: true },
          { output: "at", inputs: [{ table: "flights_raw", column: "departed_at" }], exact: true },
        ],
      },
    });
    const found = edges("feature", documents, facts);
    expect(found).toContain("column:flights_raw:delay reads feature:departures:late");
    expect(found).toContain("column:flights_raw:departed_at reads feature:load:departures_1h");
    const guessed = lineageOf(
      resolverOf(
        replaced(
          flightsProject(),
          group({
            source: null,
            transform: "SELECT origin, departed_at, delay > 1 AS delay FROM flights_raw",
            event_time: "departed_at",
          }),
        ),
      ),
    );
    expect(guessed.edges.find(({ to }) => to === "feature:departures:delay")?.exact).toBe(false);
  });

  test("a service pins versions, and the groups of other projects are not in the graph", () => {
    const entry = { project: null, group: "profile", version: 1, as: null, keys: null, features: null };
    const documents = replaced(
      flightsProject(),
      service({
        features: [entry, { ...entry, version: 2, as: "now" }, { ...entry, project: "other", group: "load" }],
        consumers: [],
      }),
    );
    expect(edges("object", documents).filter((line) => line.includes("pins"))).toEqual([
      "group:profile pins service:departure_delay v1",
      "group:profile pins service:departure_delay v2",
    ]);
  });

  test("answers what a change reaches, and has no cycle", () => {
    const graph = lineageOf(resolverOf(flightsProject()));
    expect(downstream(graph, lineageId("column", "delay", "flights_raw"), "feature")).toEqual([
      "feature:departures:delay",
      "feature:load:mean_delay_24h",
      "feature:load:mean_delay_7d",
      "feature:region:state_mean_delay_7d",
      "service:departure_delay",
      "consumer:departure_delay:delay_model",
    ]);
    expect(upstream(graph, lineageId("group", "load"), "object")).toEqual([
      "entity:airport",
      "group:departures",
      "entity:state",
      "group:profile",
      "source:flights_raw",
      "source:airports",
    ]);
    expect([findCycle(graph, "object"), findCycle(graph, "feature")]).toEqual([null, null]);
  });

  test("among 10 000 features a neighbourhood holds the neighbours alone", () => {
    const groups = Array.from({ length: 200 }, (_, index) =>
      group({
        name: `g${index}`,
        features: Array.from({ length: 50 }, (_, at) =>
          feature(`f${at}`, { column: at % 2 === 0 ? "delay" : "distance" }),
        ),
      }),
    );
    const resolver = resolverOf([...flightsProject(), ...groups]);
    const graph = lineageOf(resolver);
    const around = neighbours(graph, lineageId("group", "g7"), { level: "object", hopsUp: 1, hopsDown: 1 });
    expect(around.nodes).toHaveLength(3);
    expect([...graph.nodes.values()].filter(({ kind }) => kind === "feature").length).toBeGreaterThan(10_000);
  });
});
