import { describe, expect, test } from "vitest";
import type { Definition } from "../model/definitions";
import type { Facts } from "./facts";
import { NOTHING_REGISTERED, type Registered } from "./registered";
import {
  aggregation,
  applied,
  columns,
  entity,
  feature,
  flightsProject,
  group,
  project,
  replaced,
  resolverOf,
  selectFacts,
  source,
} from "./sample.test-suite";
import { nameSignature } from "./similar";
import { WARNING_RULES } from "./warning-rules";
import { saysNothing, warningsAbout } from "./warnings";

function warnings(
  files: readonly Definition[],
  { facts, registered = NOTHING_REGISTERED }: { facts?: Facts; registered?: Registered } = {},
): string[] {
  return warningsAbout(files, resolverOf(files, facts), registered).map(({ ruleId, document, path }) =>
    `${ruleId} ${document.name} ${path.join(".")}`.trim(),
  );
}
const changed = (...documents: Definition[]) => warnings(replaced(flightsProject(), ...documents));
const twin = (over: Parameters<typeof group>[0]) => group({ name: "other", ...over });

describe("warningsAbout", () => {
  test("has nothing to say about a project that is well described", () => {
    expect(warnings(flightsProject())).toEqual([]);
  });

  test("name-says-nothing: objects, join keys and features", () => {
    const documents = changed(
      entity({ name: "entity1", join_keys: [{ name: "id", type: "string", description: null }] }),
      twin({
        name: "data",
        entity: "entity1",
        features: [feature("feature_2", { column: "carrier", type: "string" })],
      }),
    );
    expect(documents).toEqual([
      "name-says-nothing entity1 name",
      "name-says-nothing entity1 join_keys.0.name",
      "name-says-nothing data name",
      "name-says-nothing data features.0.name",
    ]);
  });

  test("no-event-time: sources and groups, whose values would be true at all times", () => {
    expect(
      changed(
        source({ name: "codes", event_time: null, created_time: null }),
        twin({ source: "codes", features: [feature("carrier", { type: "string" })] }),
      ),
    ).toEqual(["no-event-time codes", "no-event-time other"]);
  });

  test("no-owner: only where the project has none either", () => {
    const ownerless = warnings(
      replaced(
        flightsProject(),
        project({ owner: null }),
        group({
          name: "profile",
          source: "airports",
          owner: "ops",
          features: [feature("state", { type: "string", nullable: false, column: "state_code" })],
        }),
      ),
    );
    expect(ownerless).toContain("no-owner flights");
    expect(ownerless).toContain("no-owner load");
    expect(ownerless).not.toContain("no-owner profile");
    expect(ownerless).not.toContain("no-owner ops");
  });

  test("no-description: objects, and stored features in one warning", () => {
    expect(
      changed(
        group({
          description: null,
          features: [
            feature("delay", { description: null }),
            feature("distance", { type: "int64", description: null }),
          ],
        }),
      ),
    ).toEqual(["no-description departures", "no-description departures features"]);
  });

  test("ttl-shorter-than-window: also against lifetime", () => {
    const windows = (ttl: string | null, ...texts: string[]) =>
      changed(
        group({
          name: "load",
          source: "departures",
          ttl,
          aggregations: [
            aggregation("mean_delay_{window}", { windows: texts.includes("7d") ? texts : [...texts, "7d"] }),
          ],
        }),
      );
    expect(windows("6d", "24h")).toEqual(["ttl-shorter-than-window load ttl"]);
    expect(windows("7d", "24h")).toEqual([]);
    expect(windows("1w", "24h")).toEqual([]);
    expect(windows("52w", "lifetime")).toEqual(["ttl-shorter-than-window load ttl"]);
    expect(windows(null, "lifetime")).toEqual([]);
  });

  test("looks-like-existing: the same column of the same source, the same window over the same rows", () => {
    expect(changed(twin({ features: [feature("lateness", { column: "delay" })] }))).toEqual([
      "looks-like-existing departures features.0",
      "looks-like-existing other features.0",
    ]);
    const again = twin({
      source: "departures",
      aggregations: [aggregation("late_week", { windows: ["7d"], where: "delay>-60" })],
    });
    expect(changed(again)).toEqual(["looks-like-existing load", "looks-like-existing other"]);
    expect(
      changed({
        ...again,
        aggregations: [aggregation("late_week", { windows: ["7d"], where: "delay > -61" })],
      }),
    ).toEqual([]);
  });

  test("looks-like-existing: a name of the same words, or one letter away, for the same entity", () => {
    const named = (name: string, over: Parameters<typeof group>[0] = {}) =>
      changed(
        twin({
          source: "airports",
          features: [feature(name, { type: "float64", column: "origin" })],
          ...over,
        }),
      );
    expect(named("delay_avg_7d")).toEqual([
      "looks-like-existing load",
      "looks-like-existing other features.0",
    ]);
    expect(named("mean_delays_7d")).toEqual([
      "looks-like-existing load",
      "looks-like-existing other features.0",
    ]);
    expect(named("mean_dalay_7d")).toEqual([
      "looks-like-existing load",
      "looks-like-existing other features.0",
    ]);
    expect(named("mean_delay_6d")).toEqual([]);
    expect(named("delay_avg_7d", { entity: "state" })).toEqual([]);
  });

  test("inexact-type: large integers and decimals read as floats", () => {
    const documents = replaced(
      flightsProject(),
      source({
        columns: columns(
          "origin:string, departed_at:timestamp, known_at:timestamp, delay:int64, distance:decimal(10,2)",
        ),
      }),
      group({ features: [feature("delay", { type: "float64" }), feature("distance", { type: "float64" })] }),
    );
    expect(warnings(documents)).toEqual([
      "inexact-type departures features.0.type",
      "inexact-type departures features.1.type",
    ]);
    const select = replaced(
      flightsProject(),
      group({
        source: null,
        transform: "SELECT 1",
        event_time: "departed_at",
        features: [feature("delay", { type: "float64" })],
      }),
    );
    expect(warnings(select, { facts: selectFacts({ departures: { output: "delay:int64" } }) })).toEqual([
      "inexact-type departures features.0.type",
    ]);
  });

  test("retired-object and rename-without-history need the registry", () => {
    const renamed = group({
      features: [feature("delay", { renamed_from: "late" }), feature("distance", { type: "int64" })],
    });
    expect(changed(renamed)).toEqual(["rename-without-history departures features.0.renamed_from"]);
    const registered = applied(flightsProject());
    expect(warnings(replaced(flightsProject(), renamed), { registered })).toEqual([]);
    expect(
      warnings(flightsProject(), { registered: { ...registered, retired: new Set(["feature_group load"]) } }),
    ).toEqual(["retired-object load name"]);
  });

  test("are silenced per object by rule id, and a misspelt id is itself a warning", () => {
    const undescribed = group({
      description: null,
      features: [feature("delay"), feature("distance", { type: "int64" })],
    });
    expect(changed({ ...undescribed, silence: ["no-description"] })).toEqual([]);
    expect(changed({ ...undescribed, silence: ["no-descripton"] })).toEqual([
      "unknown-silence departures silence.0",
      "no-description departures",
    ]);
  });

  test("each rule is listed with its reason, and each message says what to do", () => {
    const documents = replaced(
      flightsProject(),
      project({ owner: null, description: null }),
      source({ name: "data", event_time: null, created_time: null }),
      twin({ ttl: "1h", features: [feature("delay", { renamed_from: "x" })] }),
    );
    const found = warningsAbout(documents, resolverOf(documents), NOTHING_REGISTERED);
    expect(found.length).toBeGreaterThan(5);
    for (const { ruleId, message } of found) {
      expect(WARNING_RULES[ruleId].why).toMatch(/\.$/);
      expect(message).toMatch(/[.,] (Name|Say|Use|Take|Write|Lengthen|Declare|Correct)\b.*\.$/);
    }
    for (const id of Object.keys(WARNING_RULES)) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test("takes time linear in the number of features: 10 000 within two seconds", () => {
    const groups = Array.from({ length: 200 }, (_, index) =>
      group({
        name: `g${index}x`,
        features: Array.from({ length: 50 }, (_, at) =>
          feature(`mean_delay_${at}_${index}`, { column: "delay" }),
        ),
      }),
    );
    const documents = [...flightsProject(), ...groups];
    const start = performance.now();
    warningsAbout(documents, resolverOf(documents), NOTHING_REGISTERED);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

test.each(["entity1", "id", "data", "feature_2", "my_data", "x", "col_3", "new_table"])(
  "saysNothing: %s",
  (name) => expect(saysNothing(name)).toBe(true),
);
test.each(["airport", "delay", "mean_delay_7d", "user_id", "flight_data", "state", "name", "origin"])(
  "says something: %s",
  (name) => expect(saysNothing(name)).toBe(false),
);

test("nameSignature unifies order, synonyms and plurals, not numbers", () => {
  expect(nameSignature("avg_delays_of_1d")).toBe(nameSignature("delay_24h_mean"));
  expect(nameSignature("delay_7d")).not.toBe(nameSignature("delay_8d"));
  expect(nameSignature("status")).toBe("status");
});
