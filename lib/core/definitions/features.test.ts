import { describe, expect, test } from "vitest";
import type { Facts } from "./facts";
import {
  aggregation,
  feature,
  flightsProject,
  group,
  replaced,
  resolverOf,
  selectFacts,
} from "./sample.test-suite";

const lines = (name: string, documents = flightsProject(), facts?: Facts) =>
  resolverOf(documents, facts)
    .features(name)
    .map(({ name: own, type, nullable, computation, interval, expression, inputs }) => {
      const from = inputs.map(({ table, column }) => `${table}.${column}`).join(" ");
      return `${own} ${type}${nullable ? "?" : ""} ${computation} ${interval ?? "-"} ${expression} <- ${from}`;
    });

describe("featuresOf", () => {
  test("gives features of stored rows in order, with the column they come from", () => {
    expect(lines("profile")).toEqual(["state string source - state_code <- airports.state_code"]);
    expect(lines("departures")).toEqual([
      "delay int16? source - delay <- flights_raw.delay",
      "distance int64? source - distance <- flights_raw.distance",
    ]);
  });

  test("derives one feature for each window, with its literal interval (rule 29)", () => {
    expect(lines("load")).toEqual([
      "departures_1h int64 aggregation (t − 1 h, t] count() <- departures.departed_at",
      "departures_7d int64 aggregation (t − 7 d, t] count() <- departures.departed_at",
      "mean_delay_24h float64? aggregation (t − 24 h, t] mean(delay) where delay > -60 <- departures.delay",
      "mean_delay_7d float64? aggregation (t − 7 d, t] mean(delay) where delay > -60 <- departures.delay",
    ]);
  });

  test("derives a rollup from the members' feature and everything that leads up to the parent", () => {
    expect(lines("region")).toEqual([
      "state_mean_delay_7d float64? second_order - mean(load:mean_delay_7d) by state <- load.mean_delay_7d profile.state",
    ]);
  });

  test("shows the entry of a SELECT as its author wrote it, with the engine's lineage or else the columns it names", () => {
    const documents = replaced(
      flightsProject(),
      group({
        source: null,
        transform: "SELECT origin, departed_at, Delay  > 15 AS late FROM flights_raw",
        event_time: "departed_at",
        features: [feature("late", { type: "bool" })],
      }),
    );
    expect(lines("departures", documents)).toEqual([
      "late bool? transform - Delay  > 15 <- flights_raw.delay",
    ]);
    const facts = selectFacts({
      departures: {
        output: "late:bool",
        lineage: [{ output: "late", inputs: [{ table: "flights_raw", column: "carrier" }], exact: true }],
      },
    });
    expect(lines("departures", documents, facts)).toEqual([
      "late bool? transform - Delay  > 15 <- flights_raw.carrier",
    ]);
    expect(resolverOf(documents, facts).features("departures")[0]?.isLineageExact).toBe(true);
    expect(resolverOf(documents).features("departures")[0]?.isLineageExact).toBe(false);
  });

  test("adds on-demand features last, made of the features they name", () => {
    const documents = replaced(
      flightsProject(),
      group({
        on_demand: [
          {
            name: "delay_hours",
            type: "float64",
            expression: "delay / 60.0",
            description: "In hours",
            request: [],
          },
        ],
      }),
    );
    expect(lines("departures", documents)).toEqual([
      "delay int16? source - delay <- flights_raw.delay",
      "delay_hours float64? on_demand - delay / 60.0 <- departures.delay",
    ]);
  });

  test("an on-demand feature is made of the features, keys and lookups of its expression", () => {
    const onDemand = (expression: string) => ({
      name: "x",
      type: "float64",
      expression,
      description: null,
      request: [{ name: "destination", type: "string" }],
    });
    const lineageOfExpression = (expression: string) => {
      const resolver = resolverOf(replaced(flightsProject(), group({ on_demand: [onDemand(expression)] })));
      const found = resolver.features("departures").at(-1);
      return [found?.inputs.map(({ table, column }) => `${table}.${column}`), found?.isLineageExact];
    };
    expect(
      lineageOfExpression("if(origin = destination, delay, lookup('profile:state', origin = destination))"),
    ).toEqual([["departures.origin", "departures.delay", "profile.state"], true]);
    expect(lineageOfExpression("delay +")).toEqual([[], false]);
  });

  test("a description adds words to a derived feature and leaves its type derived", () => {
    const documents = replaced(
      flightsProject(),
      group({
        name: "load",
        source: "departures",
        aggregations: [aggregation("mean_delay_7d")],
        features: [
          feature("mean_delay_7d", {
            type: null,
            unit: "minutes",
            aliases: ["delay_7d"],
            description: "How late",
          }),
        ],
      }),
    );
    const [only] = resolverOf(documents).features("load");
    expect(only).toMatchObject({
      type: "float64",
      unit: "minutes",
      aliases: ["delay_7d"],
      description: "How late",
      computation: "aggregation",
    });
  });

  test("a group read by others has its keys, its times and its features", () => {
    const resolver = resolverOf(flightsProject());
    const shown = (table: string) => resolver.columns(table)?.map(({ name, type }) => `${name} ${type}`);
    expect(shown("departures")).toEqual([
      "origin string",
      "departed_at timestamp",
      "known_at timestamp",
      "delay int16",
      "distance int64",
    ]);
    expect(shown("load")).toEqual([
      "origin string",
      "event_time timestamp",
      "departures_1h int64",
      "departures_7d int64",
      "mean_delay_24h float64",
      "mean_delay_7d float64",
    ]);
    expect(resolver.columns("nothing")).toBeNull();
  });

  test("types that depend on unknown columns are unknown, and cycles end", () => {
    const cyclic = replaced(
      flightsProject(),
      group({ source: "load" }),
      group({ name: "load", source: "departures", aggregations: [aggregation("m", { fn: "max" })] }),
    );
    expect(resolverOf(cyclic).features("load")[0]?.name).toBe("m");
    const unknown = replaced(
      flightsProject(),
      group({
        name: "load",
        source: "nowhere",
        aggregations: [aggregation("m", { fn: "max" }), aggregation("n")],
      }),
    );
    expect(
      resolverOf(unknown)
        .features("load")
        .map(({ type }) => type),
    ).toEqual([null, "float64"]);
  });
});
