import { describe, expect, test } from "vitest";
import type { Definition, FeatureGroupDefinition } from "../model/definitions";
import { planChanges } from "./plan";
import { afterApply, NOTHING_REGISTERED, type Registered } from "./registered";
import { applied, feature, flightsProject, group, replaced, resolverOf } from "./sample.test-suite";

function plan(files: Definition[], registered: Registered = NOTHING_REGISTERED, prune = false) {
  return planChanges({ registered, files, resolver: resolverOf(afterApply(registered, files)), prune });
}

const registered = applied(flightsProject());
/** The plan for the flights project with these documents in place of its own. */
const changed = (...documents: Definition[]) => plan(replaced(flightsProject(), ...documents), registered);
const summary = (changes: ReturnType<typeof plan>["changes"]) =>
  changes.map(
    ({ action, kind, name, version, level }) =>
      `${action} ${kind} ${name}${version === null ? "" : ` v${version} ${level}`}`,
  );
const departures = (over: Partial<FeatureGroupDefinition>) =>
  group({ features: [feature("delay"), feature("distance", { type: "int64" })], ...over });

describe("planChanges", () => {
  test.each<[string, Partial<FeatureGroupDefinition>, string, string[]]>([
    [
      "a nullable feature added",
      {
        features: [
          feature("delay"),
          feature("distance", { type: "int64" }),
          feature("carrier", { type: "string" }),
        ],
      },
      "minor",
      ["feature-added-optional"],
    ],
    [
      "a required feature added",
      {
        features: [
          feature("delay"),
          feature("distance", { type: "int64" }),
          feature("carrier", { type: "string", nullable: false }),
        ],
      },
      "breaking",
      ["feature-added-required"],
    ],
    ["a feature dropped", { features: [feature("delay")] }, "breaking", ["feature-dropped"]],
    [
      "a feature renamed with an alias",
      {
        features: [
          feature("lateness", { column: "delay", renamed_from: "delay", aliases: ["delay"] }),
          feature("distance", { type: "int64" }),
        ],
      },
      "minor",
      ["feature-renamed-with-alias"],
    ],
    [
      "a feature renamed without one",
      {
        features: [
          feature("lateness", { column: "delay", renamed_from: "delay" }),
          feature("distance", { type: "int64" }),
        ],
      },
      "breaking",
      ["feature-renamed-without-alias"],
    ],
    [
      "a type widened",
      { features: [feature("delay", { type: "int32" }), feature("distance", { type: "int64" })] },
      "breaking",
      ["type-int-widened"],
    ],
    ["a TTL given", { ttl: "7d" }, "minor", ["ttl-shortened"]],
    ["another event time", { event_time: "known_at" }, "breaking", ["event-time-changed"]],
    ["another created time", { created_time: "departed_at" }, "minor", ["created-time-changed"]],
    [
      "a rule",
      { rules: [{ name: "r", expression: "delay > 0", severity: "error" }] },
      "minor",
      ["rules-changed"],
    ],
    [
      "a unit",
      { features: [feature("delay", { unit: "minutes" }), feature("distance", { type: "int64" })] },
      "breaking",
      ["unit-changed"],
    ],
    [
      "a default",
      { features: [feature("delay", { default: 0 }), feature("distance", { type: "int64" })] },
      "minor",
      ["default-added"],
    ],
    [
      "a constraint",
      {
        features: [
          feature("delay", {
            constraints: {
              min: 0,
              max: null,
              allowed: null,
              pattern: null,
              min_length: null,
              max_length: null,
            },
          }),
          feature("distance", { type: "int64" }),
        ],
      },
      "minor",
      ["constraint-changed"],
    ],
    [
      "another definition",
      {
        source: null,
        transform: "SELECT * FROM flights_raw",
        event_time: "departed_at",
        created_time: "known_at",
      },
      "breaking",
      ["definition-changed"],
    ],
  ])("%s makes a new version with its level", (_, over, level, rules) => {
    const own = changed(departures(over)).changes.filter(({ name }) => name === "departures");
    expect(summary(own)).toEqual([`new_version feature_group departures v2 ${level}`]);
    expect([...new Set(own[0]?.findings.map(({ ruleId }) => ruleId))]).toEqual(rules);
    const again = applied(replaced(flightsProject(), departures(over)), registered);
    expect(plan(replaced(flightsProject(), departures(over)), again).changes).toEqual([]);
  });
});
