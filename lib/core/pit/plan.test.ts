import { describe, expect, it } from "vitest";
import { buildPitPlan, type PitGroupRequest, type PitRequest, type SpineRequest } from "./plan";
import type { FilesRelation } from "./relation";

const source: FilesRelation = {
  kind: "files",
  name: "flights",
  format: "parquet",
  path: "f.parquet",
  timezone: null,
  times: ["t"],
  columns: null,
};

const group = (more: Partial<PitGroupRequest> = {}): PitGroupRequest => ({
  group: "departures",
  version: null,
  alias: null,
  entityKeys: [{ name: "origin", type: "string" }],
  keyMap: null,
  eventTime: "t",
  createdTime: null,
  ttlSeconds: null,
  relation: source,
  features: [
    { name: "delay", type: "int64", column: null },
    { name: "late", type: "bool", column: "is_late" },
  ],
  requested: null,
  ...more,
});

const spine = (
  columns: Record<string, unknown[]> = {},
  more: Partial<Extract<SpineRequest, { kind: "rows" }>> = {},
): SpineRequest => ({
  kind: "rows",
  columns: Object.entries({ origin: ["SFO"], at: ["2026-01-01T00:00:00Z"], ...columns }).map(
    ([name, values]) => ({ name, values }),
  ),
  encoding: "json",
  time: "at",
  timezone: null,
  ...more,
});

const request = (more: Partial<PitRequest> = {}): PitRequest => ({
  spine: spine(),
  groups: [group()],
  rowsMax: 100,
  ...more,
});

function planned(more: Partial<PitRequest> = {}) {
  const outcome = buildPitPlan(request(more));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.plan;
}

function problems(more: Partial<PitRequest>): string[] {
  const outcome = buildPitPlan(request(more));
  return outcome.ok ? [] : outcome.problems.map((problem) => `${problem.path}: ${problem.message}`);
}

describe("buildPitPlan", () => {
  it("makes plain data that survives JSON", () => {
    const plan = planned({ spine: spine({ label: [true] }) });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(plan.spine.columns).toEqual([
      { name: "origin", type: "string", role: "key" },
      { name: "at", type: "timestamp", role: "time" },
      { name: "label", type: "bool", role: "extra" },
    ]);
    expect(plan.groups[0]?.features).toEqual([
      { name: "delay", column: "delay", type: "int64", output: "departures__delay" },
      { name: "late", column: "is_late", type: "bool", output: "departures__late" },
    ]);
  });

  it("pit rule 9: as known then needs a created time of every group, and names the one without", () => {
    const known = [group({ createdTime: "known_at" }), group({ group: "weather" })];
    expect(problems({ groups: known, knowledge: "known" })).toEqual([
      "groups.weather.created_time: weather has no created time, so nobody can tell what was known of it at a time",
    ]);
    expect(planned({ groups: known.slice(0, 1), knowledge: "known" }).knowledge).toBe("known");
    expect(planned({ groups: known }).knowledge).toBe("event");
  });

  it("pit rules 1, 18, 25: says what a request says, and the usual where it says nothing", () => {
    expect(planned().groups[0]).toMatchObject({
      strict: false,
      nulls: "latest_row",
      tombstone: null,
      validTo: null,
      tieBreakColumns: ["delay", "is_late"],
    });
    const said = group({ strict: true, nulls: "latest_non_null", tombstone: "is_late", validTo: "until" });
    expect(planned({ groups: [said] }).groups[0]).toMatchObject({
      strict: true,
      nulls: "latest_non_null",
      tombstone: "is_late",
      validTo: "until",
      tieBreakColumns: ["delay", "is_late", "until"],
    });
  });

  it("pit rule 3: a TTL of 0 is refused, unlimited is said by leaving it out", () => {
    expect(problems({ groups: [group({ ttlSeconds: 0 })] })).toEqual([
      "groups.departures.ttl: 0 is not a TTL",
    ]);
    expect(problems({ groups: [group({ ttlSeconds: -1 })] })).toEqual([
      "groups.departures.ttl: -1 s is not a TTL",
    ]);
    expect(planned().groups[0]?.ttlSeconds).toBeNull();
  });

  it("pit rule 14: values that are not of their key's type are named with row and column, the first 20 of them", () => {
    const entityKeys = [{ name: "origin", type: "int64" }];
    const values = ["01", 1, "1", 1.5, 2 ** 53, "9007199254740993", true, null];
    const at = values.map(() => "2026-01-01T00:00:00Z");
    expect(problems({ spine: spine({ origin: values, at }), groups: [group({ entityKeys })] })).toEqual([
      'spine.origin: row 1: "01" is not a whole number',
      "spine.origin: row 4: 1.5 is not a whole number",
      "spine.origin: row 5: 9007199254740992 is beyond what a JSON number holds exactly: send it as a string",
      "spine.origin: row 7: true is not a whole number",
    ]);
    const many = Array.from({ length: 30 }, () => "x");
    const found = problems({
      spine: spine({ origin: many, at: many.map(() => "2026-01-01T00:00:00Z") }),
      groups: [group({ entityKeys })],
    });
    expect([found.length, found.at(-1)]).toEqual([21, "spine: 10 more values are not of their type"]);
  });

  it('pit rule 14: a number is no string key, because 1 and "1" would match by luck', () => {
    expect(problems({ spine: spine({ origin: [1] }) })).toEqual(["spine.origin: row 1: 1 is not text"]);
  });

  it("pit rule 15: a missing join key is named, each of several", () => {
    const entityKeys = [
      { name: "origin", type: "string" },
      { name: "destination", type: "string" },
      { name: "carrier", type: "string" },
    ];
    expect(problems({ groups: [group({ entityKeys })] })).toEqual([
      "groups.departures.keys.destination: the join key destination is missing: the spine has no column destination",
      "groups.departures.keys.carrier: the join key carrier is missing: the spine has no column carrier",
    ]);
  });

  it("pit rule 16: spine times need a zone, their own or a declared one", () => {
    const naive = { at: ["2026-03-08 02:30:00"] };
    expect(problems({ spine: spine(naive) })).toEqual([
      'spine.at: row 1: "2026-03-08 02:30:00" has no time zone, and none is declared',
    ]);
    const plan = planned({ spine: spine(naive, { timezone: "America/New_York" }) });
    expect(plan.spine.kind === "rows" && plan.spine.values[1]).toEqual(["2026-03-08T07:30:00.000000Z"]);
    expect(problems({ spine: spine({}, { timezone: "Mars/Base" }) })).toEqual([
      "spine.timezone: Mars/Base is not an IANA time zone",
    ]);
  });

  it("pit rule 22: the same feature name in two groups stays apart; short names only where they are unique", () => {
    const two = [
      group(),
      group({
        group: "arrivals",
        features: [
          { name: "delay", type: "int64", column: null },
          { name: "taxi", type: "int64", column: null },
        ],
      }),
    ];
    const outputs = (shortNames: boolean) =>
      planned({ groups: two, shortNames }).groups.flatMap((one) =>
        one.features.map((feature) => feature.output),
      );
    expect(outputs(false)).toEqual([
      "departures__delay",
      "departures__late",
      "arrivals__delay",
      "arrivals__taxi",
    ]);
    expect(outputs(true)).toEqual(["departures__delay", "late", "arrivals__delay", "taxi"]);
  });

  it("pit rule 22: a short name never takes the name of a spine column", () => {
    const plan = planned({ spine: spine({ Late: ["x"] }), shortNames: true });
    expect(plan.groups[0]?.features.map((feature) => feature.output)).toEqual(["delay", "departures__late"]);
  });

  it("pit rule 23: one group in two roles, by alias and key map", () => {
    const roles = [group(), group({ alias: "destination", keyMap: { origin: "destination" } })];
    const plan = planned({ spine: spine({ destination: ["JFK"] }), groups: roles });
    expect(plan.groups[1]?.keys).toEqual([
      { name: "origin", column: "origin", spineColumn: "destination", type: "string" },
    ]);
    expect(plan.groups[1]?.features[0]?.output).toBe("destination__delay");
    expect(problems({ groups: [group(), group({ version: 1 })] })).toContain(
      "groups.departures: is asked for twice",
    );
  });

  it("pit rule 24: an output column that the spine has already is refused, never dropped", () => {
    expect(problems({ spine: spine({ Departures__Delay: [1] }) })).toEqual([
      "groups.departures.features.delay: its output column departures__delay collides with the spine column Departures__Delay",
    ]);
  });

  it.each<[string, Partial<PitRequest>, string]>([
    ["an empty spine", { spine: spine({ origin: [], at: [] }) }, "spine: is empty"],
    ["a spine without columns", { spine: { ...spine(), columns: [] } as SpineRequest }, "spine: is empty"],
    [
      "columns of unequal length",
      { spine: spine({ origin: ["a", "b"] }) },
      "spine.at: has 1 values, origin has 2",
    ],
    [
      "a missing time column",
      { spine: spine({}, { time: "when" }) },
      "spine.time: the spine has no column when",
    ],
    [
      "two columns that differ by case",
      { spine: spine({ Origin: ["x"] }) },
      "spine.Origin: appears twice (case does not count)",
    ],
    ["a column without a name", { spine: spine({ " ": ["x"] }) }, "spine: column 3 has no name"],
    [
      "a reserved column name",
      { spine: spine({ __row: ["x"] }) },
      "spine.__row: names that start with __ are reserved",
    ],
    [
      "a label of mixed kinds",
      { spine: spine({ label: [{}] }) },
      "spine.label: holds values of different types",
    ],
    [
      "an unknown feature",
      { groups: [group({ requested: ["nope"] })] },
      "groups.departures.features.nope: departures has no feature nope",
    ],
    [
      "a feature asked for twice",
      { groups: [group({ requested: ["late", "late"] })] },
      "groups.departures.features.late: is asked for twice",
    ],
    ["no features", { groups: [] }, "features: choose at least one feature"],
    [
      "an unknown key in a key map",
      { groups: [group({ keyMap: { nope: "origin" } })] },
      "groups.departures.keys.nope: departures has no join key nope",
    ],
    [
      "a group without event time",
      { groups: [group({ eventTime: null })] },
      "groups.departures.event_time: the group has no event time to join on",
    ],
    [
      "a float as key",
      { groups: [group({ entityKeys: [{ name: "origin", type: "float64" }] })] },
      "groups.departures.keys.origin: float64 cannot be a join key's type",
    ],
    ["a row limit of 0", { rowsMax: 0 }, "rows_max: must be a whole number above 0"],
  ])("refuses %s", (_, more, expected) => {
    expect(problems(more)).toContain(expected);
  });

  it("refuses a spine column that two groups read as different types", () => {
    const groups = [group(), group({ group: "other", entityKeys: [{ name: "origin", type: "int64" }] })];
    expect(problems({ groups })).toContain(
      "groups.other.keys.origin: the spine column origin is string for another group and int64 here",
    );
  });

  it("names everything that is wrong at once", () => {
    expect(
      problems({ groups: [group({ ttlSeconds: 0, requested: ["nope"], eventTime: null })], rowsMax: 0 }),
    ).toHaveLength(4);
  });
});

describe("a spine drawn from a source", () => {
  const sourceColumns = [
    { name: "t", type: "timestamp" },
    { name: "origin", type: "string" },
    { name: "delay", type: "int64" },
  ];
  const sample = (more: Partial<Extract<SpineRequest, { kind: "sample" }>> = {}): SpineRequest => ({
    kind: "sample",
    source,
    sourceColumns,
    time: "t",
    keep: ["delay"],
    rows: 10,
    seed: 1,
    ...more,
  });

  it("keeps time, keys and what was asked for, in the source's order", () => {
    expect(
      planned({ spine: sample() }).spine.columns.map((column) => `${column.name} ${column.role}`),
    ).toEqual(["t time", "origin key", "delay extra"]);
  });

  it.each<[string, Partial<Extract<SpineRequest, { kind: "sample" }>>, string]>([
    ["no rows", { rows: 0 }, "spine.sample: must be a whole number from 1 to 100000"],
    ["too many rows", { rows: 1e6 }, "spine.sample: must be a whole number from 1 to 100000"],
    ["half a seed", { seed: 0.5 }, "spine.seed: must be a whole number"],
    ["an unknown time", { time: "when" }, "spine.time: flights has no column when"],
    ["a time that is none", { time: "delay" }, "spine.time: delay is int64"],
    ["an unknown column", { keep: ["nope"] }, "spine.nope: flights has no such column"],
    [
      "a missing key",
      { sourceColumns: sourceColumns.filter((column) => column.name !== "origin") },
      "groups.departures.keys.origin: the join key origin is missing: the spine has no column origin",
    ],
    [
      "a key of another type",
      {
        sourceColumns: [
          { name: "t", type: "timestamp" },
          { name: "origin", type: "int64" },
          { name: "delay", type: "int64" },
        ],
      },
      "spine.origin: is int64 in flights, but the join key is string",
    ],
    [
      "a naive time without a zone",
      { sourceColumns: [{ name: "t", type: "timestamp_ntz" }, ...sourceColumns.slice(1)] },
      "spine.time: t has no time zone, and flights declares none",
    ],
  ])("refuses %s", (_, more, expected) => {
    expect(problems({ spine: sample(more) })).toContain(expected);
  });
});
