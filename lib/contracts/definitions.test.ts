import { describe, expect, test } from "vitest";
import { parseDefinition } from "./definitions";

const read = (input: object) => {
  const { document, issues } = parseDefinition(input);
  if (!document) throw new Error(JSON.stringify(issues));
  return document;
};

describe("parseDefinition fills in every default", () => {
  test("of a source, its format told by the path", () => {
    expect(read({ kind: "source", name: "flights", path: "flights/*.parquet" })).toEqual({
      kind: "source",
      name: "flights",
      description: null,
      owner: null,
      tags: [],
      type: "file",
      path: "flights/*.parquet",
      query: null,
      format: "parquet",
      event_time: null,
      created_time: null,
      valid_to: null,
      timezone: null,
      columns: null,
      silence: [],
    });
    expect(read({ kind: "source", name: "codes", path: "codes.CSV.gz" })).toMatchObject({ format: "csv" });
    expect(read({ kind: "source", name: "codes", path: "codes/*", format: "csv" })).toMatchObject({
      format: "csv",
    });
  });

  test("of a group and its parts", () => {
    const group = read({
      kind: "feature_group",
      name: "load",
      entity: "airport",
      source: "departures",
      aggregations: [{ name: "n", fn: "count", windows: ["1h"] }],
      rules: [{ name: "r", expression: "n > 0" }],
      on_demand: [{ name: "x", type: "float64", expression: "n / 2" }],
      online: {},
      schedule: { materialize: " 0  2 * * * " },
      sla: { freshness: "24h" },
    });
    expect(group).toMatchObject({
      lifecycle: null,
      transform: null,
      second_order: null,
      ttl: null,
      features: [],
      aggregations: [
        {
          name: "n",
          fn: "count",
          column: null,
          windows: ["1h"],
          where: null,
          bounds: "(]",
          empty: null,
          parameter: null,
        },
      ],
      rules: [{ severity: "error" }],
      on_demand: [{ description: null, request: [] }],
      online: { enabled: true },
      schedule: { materialize: "0 2 * * *", timezone: "UTC", retries: 2, retry_delay: "5m" },
      sla: { freshness: "24h", completeness: null },
    });
  });

  test("of a service in both forms", () => {
    const service = read({
      kind: "feature_service",
      name: "delays",
      features: [
        "load:n",
        "other/load@v3:*",
        "load@latest:*",
        { group: "load@v2", as: "destination", keys: { origin: "destination" }, features: ["n"] },
        { group: "p/load", version: 4 },
      ],
      consumers: [{ name: "m", type: "model" }],
    });
    const whole = { project: null, version: null, as: null, keys: null, features: null };
    expect(service).toMatchObject({
      features: [
        { ...whole, group: "load", features: ["n"] },
        { ...whole, project: "other", group: "load", version: 3 },
        { ...whole, group: "load" },
        {
          ...whole,
          group: "load",
          version: 2,
          as: "destination",
          keys: { origin: "destination" },
          features: ["n"],
        },
        { ...whole, project: "p", group: "load", version: 4 },
      ],
      consumers: [
        {
          name: "m",
          type: "model",
          owner: null,
          uses: "both",
          reads: "by_name",
          casts: false,
          imputes: [],
          unknown_bucket: false,
        },
      ],
    });
  });

  test("explicit null is the same as nothing, but an empty list of members says that there are none", () => {
    const bare = { kind: "source", name: "s", path: "a.csv" };
    expect(
      read({ ...bare, tags: null, type: null, event_time: null, columns: null, silence: null, format: null }),
    ).toEqual(read(bare));
    expect(read({ kind: "team", name: "ops" })).toMatchObject({ members: null });
    expect(read({ kind: "team", name: "ops", members: [] })).toMatchObject({ members: [] });
  });
});

describe("parseDefinition reads spellings in one way", () => {
  test("types, tags, e-mail addresses", () => {
    const group = read({
      kind: "feature_group",
      name: "g",
      entity: "e",
      source: "s",
      tags: ["delay", "domain:  operations", { tier: 1 }],
      features: [{ name: "a", type: "struct<lat:float64,lon : float64>" }],
    });
    expect(group).toMatchObject({
      tags: ["delay", "domain: operations", "tier: 1"],
      features: [{ type: "struct<lat: float64, lon: float64>" }],
    });
    expect(read({ kind: "team", name: "ops", members: [" Member@Example.org "] })).toMatchObject({
      members: ["member@example.org"],
    });
  });
});

describe("parseDefinition takes only what it knows", () => {
  test("S18: an unknown key is an error at every depth, none is passed on", () => {
    const inputs = [
      { kind: "project", name: "p", isAdmin: true },
      { kind: "entity", name: "e", join_keys: [{ name: "k", type: "int64", id: 1 }] },
      {
        kind: "entity",
        name: "e",
        join_keys: [{ name: "k", type: "int64" }],
        parent: { entity: "f", from: "g:h", x: 1 },
      },
      { kind: "source", name: "s", type: "push", columns: [{ name: "a", type: "int64", x: 1 }] },
      {
        kind: "feature_group",
        name: "g",
        entity: "e",
        source: "s",
        features: [{ name: "a", type: "int64", constraints: { max: 1, x: 1 } }],
      },
      { kind: "feature_service", name: "s", features: [{ group: "g", x: 1 }] },
      {
        kind: "feature_service",
        name: "s",
        features: ["g:*"],
        consumers: [{ name: "m", type: "model", x: 1 }],
      },
    ];
    for (const input of inputs) {
      const { document, issues } = parseDefinition(input);
      expect(document).toBeNull();
      expect(issues.map(({ message }) => message).join()).toMatch(/The key (x|id|isAdmin) is not known here/);
    }
  });

  test("what is no document at all", () => {
    for (const input of [null, undefined, 7, "x", [], {}, { kind: 7 }, { kind: "toString" }]) {
      const { document, issues } = parseDefinition(input);
      expect(document).toBeNull();
      expect(issues).toHaveLength(1);
      expect(issues[0]?.expected).toContain("project, team, entity");
    }
  });

  test("cross-field rules speak even when single fields are wrong", () => {
    const { issues } = parseDefinition({
      kind: "feature_group",
      name: "G",
      entity: "e",
      source: "s",
      transform: "SELECT 1",
      ttl: "soon",
      features: "none",
    });
    expect(issues.map(({ path }) => path.join(".")).sort()).toEqual(["features", "name", "source", "ttl"]);
  });
});
