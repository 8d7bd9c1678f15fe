import { describe, expect, test } from "vitest";
import type { Definition, FeatureGroupDefinition } from "../model/definitions";
import { planChanges, plannedVersions } from "./plan";
import { afterApply, NOTHING_REGISTERED, type Registered } from "./registered";
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
  service,
  source,
  team,
} from "./sample.test-suite";

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
const fields = (changes: ReturnType<typeof plan>["changes"]) =>
  changes.flatMap((change) =>
    change.fields.map(
      ({ path, from, to }) => `${change.name} ${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
    ),
  );
const departures = (over: Partial<FeatureGroupDefinition>) =>
  group({ features: [feature("delay"), feature("distance", { type: "int64" })], ...over });

describe("planChanges", () => {
  test("creates everything in an empty registry, what is referred to first, and shows inferred types", () => {
    const { changes, unchanged, notInFiles } = plan(flightsProject());
    expect(summary(changes)).toEqual([
      "create project flights",
      "create team ops",
      "create entity airport",
      "create entity state",
      "create source flights_raw",
      "create source airports",
      "create feature_group profile v1 minor",
      "create feature_group departures v1 minor",
      "create feature_group load v1 minor",
      "create feature_group region v1 minor",
      "create feature_service departure_delay",
    ]);
    expect(fields(changes)).toContain('airports columns.valid_from: null → "date"');
    expect(fields(changes)).toContain('load features.mean_delay_7d: null → "float64"');
    expect([unchanged, notInFiles]).toEqual([[], []]);
  });

  test("the same files again change nothing", () => {
    const { changes, unchanged, notInFiles } = plan(flightsProject(), registered);
    expect([changes, notInFiles]).toEqual([[], []]);
    expect(unchanged).toHaveLength(flightsProject().length);
  });

  test("formatting, order of features, keys and tags, and unsaid columns change nothing", () => {
    const files = replaced(
      flightsProject(),
      group({ features: [feature("distance", { type: "int64" }), feature("delay")] }),
      source({ columns: null }),
      group({
        name: "load",
        source: "departures",
        aggregations: [
          aggregation("departures_{window}", { fn: "count", column: null, windows: ["1h", "7d"] }),
          aggregation("mean_delay_{window}", { windows: ["24h", "7d"], where: "delay  >  /* late */ -60" }),
        ],
      }),
    );
    expect(plan(files, registered).changes).toEqual([]);
  });

  test("a TTL of the same length in other words changes nothing", () => {
    const after = applied(replaced(flightsProject(), departures({ ttl: "24h" })), registered);
    expect(plan([departures({ ttl: "1d" })], after).changes.map(({ action }) => action)).toEqual([]);
  });

  test("what is only audited makes an update and no version", () => {
    const { changes } = changed(
      departures({
        description: "Other words",
        owner: "ops",
        tags: ["delay"],
        lifecycle: "deprecated",
        online: { enabled: true },
        schedule: { materialize: "0 2 * * *", timezone: "UTC", retries: 2, retry_delay: "5m" },
        sla: { freshness: "24h", completeness: null },
        compatibility: "NONE",
        silence: ["no-owner"],
        features: [
          feature("delay", { description: "Late by", tags: ["x"] }),
          feature("distance", { type: "int64" }),
        ],
      }),
    );
    expect(summary(changes)).toEqual(["update feature_group departures"]);
    expect(fields(changes).map((line) => line.split(":")[0])).toEqual(
      [
        "description",
        "owner",
        "tags",
        "lifecycle",
        "online",
        "schedule",
        "sla",
        "compatibility",
        "silence",
        "features.delay.description",
        "features.delay.tags",
      ].map((path) => `departures ${path}`),
    );
  });

  test("a rename is one field from the old to the new name, and stays in the file without harm", () => {
    const renamed = departures({
      features: [
        feature("lateness", {
          description: "The delay",
          column: "delay",
          renamed_from: "delay",
          aliases: ["delay"],
        }),
        feature("distance", { type: "int64" }),
      ],
    });
    const own = changed(renamed).changes.filter(({ name }) => name === "departures");
    expect(fields(own)).toEqual([
      'departures features.lateness.name: "delay" → "lateness"',
      'departures features.lateness.aliases: [] → ["delay"]',
    ]);
    const after = applied(replaced(flightsProject(), renamed), registered);
    expect(after.groups.get("departures")?.features[0]?.id).toBe("departures.delay#1");
    const { renamed_from: _, ...kept } = feature("lateness", {
      description: "The delay",
      column: "delay",
      aliases: ["delay"],
    });
    expect(
      plan(
        [departures({ features: [{ ...kept, renamed_from: null }, feature("distance", { type: "int64" })] })],
        after,
      ).changes.filter(({ name }) => name === "departures"),
    ).toEqual([]);
  });

  test("the name of a dropped feature is reserved", () => {
    const dropped = applied(
      replaced(flightsProject(), departures({ features: [feature("distance", { type: "int64" })] })),
      registered,
    );
    const [change] = plan([departures({})], dropped).changes;
    expect(change?.findings.map(({ ruleId }) => ruleId)).toEqual([
      "feature-added-optional",
      "feature-name-reused",
    ]);
    expect(change?.level).toBe("breaking");
  });

  test("a change of an entity or a source makes new versions of the groups that depend on it, and says so", () => {
    const { changes } = plan([source({ timezone: "Asia/Jakarta" })], registered);
    expect(summary(changes)).toEqual([
      "update source flights_raw",
      "new_version feature_group departures v2 breaking",
      "new_version feature_group load v2 breaking",
    ]);
    expect(changes.map(({ isConsequence }) => isConsequence)).toEqual([false, true, true]);
    const keys = plan(
      [
        entity({
          join_keys: [{ name: "origin", type: "bytes", description: null }],
          parent: { entity: "state", from: "profile:state" },
        }),
      ],
      registered,
    );
    expect(summary(keys.changes)).toEqual([
      "update entity airport",
      ...["profile", "departures", "load", "region"].map(
        (name) => `new_version feature_group ${name} v2 breaking`,
      ),
    ]);
  });

  test("a source's words make no version", () => {
    const { changes } = plan([source({ description: "Other words", tags: ["raw"] })], registered);
    expect(summary(changes)).toEqual(["update source flights_raw"]);
  });

  test("apply never deletes: objects that the files do not hold are listed and stay", () => {
    const files = flightsProject().filter(
      ({ name }) => name !== "departure_delay" && name !== "region" && name !== "airports",
    );
    const { changes, notInFiles } = plan(files, registered);
    expect(changes).toEqual([]);
    expect(notInFiles).toEqual([
      { kind: "source", name: "airports", neededBy: "feature_group profile" },
      { kind: "feature_group", name: "region", neededBy: null },
      { kind: "feature_service", name: "departure_delay", neededBy: null },
    ]);
  });

  test("pruning retires what nothing in the files needs, never teams or the project, and only once", () => {
    const files = flightsProject().filter(
      ({ kind, name }) =>
        kind !== "team" && kind !== "project" && name !== "departure_delay" && name !== "airports",
    );
    const { changes } = plan(files, registered, true);
    expect(summary(changes)).toEqual(["retire feature_service departure_delay"]);
    const pruned = applied(files, registered, undefined, true);
    expect(plan(files, pruned, true)).toMatchObject({
      changes: [],
      notInFiles: [{ name: "airports", neededBy: "feature_group profile" }],
    });
  });

  test("a retired group rests: what it depends on may change without a new version of it", () => {
    const retired = { ...registered, retired: new Set(["feature_group load", "feature_group region"]) };
    const { changes } = plan([source({ timezone: "Asia/Jakarta" })], retired);
    expect(changes.map(({ name }) => name)).toEqual(["flights_raw", "departures"]);
  });

  test("what the engine says about an unchanged SELECT makes no version, also where it knows better than a glance", () => {
    const select = group({
      source: null,
      transform: "SELECT origin, departed_at, delay FROM Flights_Raw, (VALUES (1)) v",
      event_time: "departed_at",
      created_time: null,
      features: [feature("delay")],
    });
    const files = replaced(flightsProject(), select);
    const after = applied(files);
    const facts = selectFacts({
      departures: {
        output: "origin:string, departed_at:timestamp, delay:int16",
        tables: ["flights_raw", "airports"],
      },
    });
    const { changes } = planChanges({
      registered: after,
      files,
      resolver: resolverOf(afterApply(after, files), facts),
      prune: false,
    });
    expect(changes).toEqual([]);
  });

  test("a retired source comes back when files hold it again", () => {
    const retired = { ...registered, retired: new Set(["source airports"]) };
    expect(summary(plan(flightsProject(), retired).changes)).toEqual(["restore source airports"]);
  });

  test("what files do not say stays: members, columns, lifecycle", () => {
    const withMembers = applied([team({ members: ["a@example.org"] })], registered);
    expect(plan([team({ members: null })], withMembers).changes).toEqual([]);
    expect(fields(plan([team({ members: [] })], withMembers).changes)).toEqual([
      'ops members: ["a@example.org"] → []',
    ]);
    const deprecated = applied([departures({ lifecycle: "deprecated" })], registered);
    expect(plan([departures({})], deprecated).changes).toEqual([]);
    expect(fields(plan([departures({ lifecycle: "active" })], deprecated).changes)).toEqual([
      'departures lifecycle: "deprecated" → "active"',
    ]);
    expect(plan([source({ columns: null })], registered).changes).toEqual([]);
  });

  test("a service changes without versions, entries and consumers by name", () => {
    const { changes } = changed(
      service({
        consumers: [
          {
            name: "delay_model",
            type: "model",
            owner: "ops",
            uses: "both",
            reads: "by_name",
            casts: false,
            imputes: [],
            unknown_bucket: false,
          },
        ],
      }),
    );
    expect(summary(changes)).toEqual(["update feature_service departure_delay"]);
    expect(fields(changes)).toContain('departure_delay consumers.delay_model.uses: "serving" → "both"');
  });

  test("other documents change field by field", () => {
    const { changes } = plan(
      [
        project({ compatibility: "FULL" }),
        source({
          name: "airports",
          path: "airports.csv",
          format: "csv",
          event_time: "valid_from",
          created_time: null,
          description: "x",
          columns: columns("origin:string, valid_from:date, state_code:string, city:string"),
        }),
      ],
      registered,
    );
    expect(fields(changes)).toEqual([
      'flights compatibility: null → "FULL"',
      'airports description: "All flights" → "x"',
      'airports columns.city: null → {"name":"city","type":"string"}',
    ]);
  });

  test("is pure: its inputs stay as they were", () => {
    const files = flightsProject();
    const before = structuredClone(files);
    plan(files, registered, true);
    expect(files).toEqual(before);
  });

  test("takes time linear in the number of features: 10 000 within two seconds", () => {
    const groups = Array.from({ length: 200 }, (_, index) =>
      group({
        name: `g${index}`,
        features: Array.from({ length: 50 }, (_, at) => feature(`f${at}`, { column: "delay" })),
      }),
    );
    const large = applied([...flightsProject(), ...groups]);
    const start = performance.now();
    expect(plan([...flightsProject(), ...groups], large).changes).toEqual([]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

test("plannedVersions adds the version that apply would publish", () => {
  const files = replaced(flightsProject(), departures({ ttl: "7d" }));
  const versions = plannedVersions(registered, resolverOf(afterApply(registered, files)));
  expect(versions.get("departures")?.versions.map(({ number }) => number)).toEqual([1, 2]);
  expect(versions.get("load")?.versions.map(({ number }) => number)).toEqual([1]);
  expect(plannedVersions(NOTHING_REGISTERED, resolverOf(flightsProject())).get("load")).toEqual({
    versions: [
      { number: 1, features: ["departures_1h", "departures_7d", "mean_delay_24h", "mean_delay_7d"] },
    ],
    before: null,
  });
});
