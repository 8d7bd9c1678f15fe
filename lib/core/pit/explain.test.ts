import { describe, expect, it } from "vitest";
import { explainPlan } from "./explain";
import type { PitGroup, PitPlan } from "./plan";
import type { FilesRelation } from "./relation";
import { statusOf } from "./status";
import { chooseStrategy } from "./strategy";

const files: FilesRelation = {
  kind: "files",
  name: "flights",
  format: "parquet",
  path: "f",
  timezone: "America/New_York",
  times: ["departed_at"],
  columns: null,
};
const group: PitGroup = {
  name: "airport_departures",
  group: "airport_departures",
  version: 2,
  keys: [{ name: "origin", column: "origin", spineColumn: "origin", type: "string" }],
  eventTime: "departed_at",
  createdTime: "known_at",
  ttlSeconds: 604_800,
  strict: false,
  nulls: "latest_row",
  tombstone: null,
  validTo: null,
  relation: files,
  compute: { kind: "rows" },
  features: [{ name: "delay", column: "delay", type: "int64", output: "airport_departures__delay" }],
  tieBreakColumns: ["delay"],
};
const plan = (more: Partial<PitPlan> = {}): PitPlan => ({
  spine: { kind: "rows", columns: [], time: "at", rowCount: 3, values: [] },
  groups: [group],
  knowledge: "event",
  rowsMax: 100,
  strategy: null,
  ...more,
});

describe("explainPlan", () => {
  it("pit rule 29: says the literal interval, who wins ties, and what happens to old rows", () => {
    expect(explainPlan(plan())).toEqual([
      "3 rows are given as the spine; each comes out exactly once, in the order given.",
      "The time t of a row is its `at`, an instant in UTC.",
      "`airport_departures@v2` gives `airport_departures__delay`: take the newest row with the same `origin` and `departed_at` in [t − 7 days, t], both ends included.",
      "If its newest row is older than 7 days, its values are null and marked OUTSIDE_MAX_AGE, with that row's age; no older row is tried.",
      "Among rows with equal `departed_at`, the greatest `known_at` wins (none counts as oldest), then the last by file path and row number wins.",
      "Times without a zone are read in America/New_York.",
      "A spine row without a key or without a time finds nothing (NOT_FOUND) and is kept.",
      "A null in the newest row stays null (NULL_VALUE); the join does not look further back.",
      "Rows count from their event time on, even if they were written later; the created time only breaks ties.",
      "At most 100 rows are shown; all are joined and counted.",
    ]);
  });

  it("names roles, other key columns and the order of a SELECT", () => {
    const role: PitGroup = {
      ...group,
      name: "destination",
      version: null,
      ttlSeconds: null,
      createdTime: null,
      keys: [{ name: "origin", column: "origin", spineColumn: "destination", type: "string" }],
      relation: { kind: "select", name: "x", sql: "SELECT 1", inputs: {} },
    };
    const text = explainPlan(plan({ groups: [role] })).join("\n");
    expect(text).toContain("`airport_departures` as `destination` gives");
    expect(text).toContain(
      "with `origin` equal to the spine's `destination` and `departed_at` at or before t.",
    );
    expect(text).toContain(
      "Among rows with equal `departed_at`, the row with the greatest feature values wins, compared in their declared order.",
    );
    expect(text).not.toContain("OUTSIDE_MAX_AGE");
    expect(text).not.toContain("written later");
  });

  it("pit rules 1, 9, 18, 25: says which rows count and what takes a value away", () => {
    const said: PitGroup = {
      ...group,
      strict: true,
      nulls: "latest_non_null",
      tombstone: "is_deleted",
      validTo: "valid_until",
    };
    expect(explainPlan(plan({ groups: [said], knowledge: "known" })).slice(2)).toEqual([
      "`airport_departures@v2` gives `airport_departures__delay`: take the newest row with the same `origin` and `departed_at` in [t − 7 days, t), t itself left out.",
      "Of these, only rows with `known_at` at or before t count; a row without `known_at` is never used.",
      "Each feature takes the newest of these rows that holds a value for it; the age is that of its own row.",
      "Where `is_deleted` is true in the newest row, the entity is deleted and has no value from there on (NOT_FOUND). Looking past nulls stops at such a row.",
      "A row stops counting once `valid_until` is at or before t, without one it never does; no older row is tried (NOT_FOUND).",
      "If that row is older than 7 days, its values are null and marked OUTSIDE_MAX_AGE, with that row's age; no older row is tried.",
      "Among rows with equal `departed_at`, the greatest `known_at` wins (none counts as oldest), then the last by file path and row number wins.",
      "Times without a zone are read in America/New_York.",
      "A spine row without a key or without a time finds nothing (NOT_FOUND) and is kept.",
      "What became known only after a row's t is not used for it, whatever it is about; rows without a created time are never used.",
      "At most 100 rows are shown; all are joined and counted.",
    ]);
  });

  it("pit rule 18: says of which groups nulls stay", () => {
    const past: PitGroup = { ...group, name: "past", nulls: "latest_non_null" };
    expect(explainPlan(plan({ groups: [group, past] }))).toContain(
      "For `airport_departures`, a null in the newest row stays null (NULL_VALUE); the join does not look further back.",
    );
  });

  it("says how a drawn spine comes about", () => {
    const spine = {
      kind: "sample" as const,
      columns: [],
      time: "departed_at",
      source: files,
      rows: 50,
      seed: 7,
    };
    expect(explainPlan(plan({ spine }))[0]).toBe(
      "Up to 50 rows are drawn from the source `flights` as the spine (seed 7: the same files give the same rows), oldest first; each comes out exactly once.",
    );
  });
});

describe("chooseStrategy", () => {
  it.each([
    [1000, 3_000_000, "tiles"],
    [20_000, 3_000_000, "tiles"],
    [20_001, 3_000_000, "asof"],
    [8, 3_000_000, "range"],
    [1000, null, "tiles"],
    [1000, 500, "asof"],
    [1_000_000, null, "asof"],
  ] as const)("%i spine rows over %s feature rows: %s", (spineRows, featureRows, strategy) => {
    expect(chooseStrategy({ spineRows, featureRows, forced: null }).strategy).toBe(strategy);
  });

  it("does what it is told", () => {
    expect(chooseStrategy({ spineRows: 1, featureRows: 1, forced: "tiles" }).strategy).toBe("tiles");
  });
});

describe("statusOf", () => {
  it("pit rule 36: tells present, null, not found and too old apart", () => {
    expect(statusOf("FOUND", 0)).toBe("PRESENT");
    expect(statusOf("FOUND", false)).toBe("PRESENT");
    expect(statusOf("DELETED", null)).toBe("NOT_FOUND");
    expect(statusOf("ENDED", null)).toBe("NOT_FOUND");
    expect(statusOf("FOUND", "")).toBe("PRESENT");
    expect(statusOf("FOUND", null)).toBe("NULL_VALUE");
    expect(statusOf("NOT_FOUND", null)).toBe("NOT_FOUND");
    expect(statusOf("OUTSIDE_MAX_AGE", null)).toBe("OUTSIDE_MAX_AGE");
  });
});
