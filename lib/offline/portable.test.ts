import { describe, expect, it } from "vitest";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import { portableSql } from "./portable";

const files: FilesRelation = {
  kind: "files",
  name: "flights",
  format: "parquet",
  path: "flights/*.parquet",
  timezone: "UTC",
  times: ["departed_at"],
  columns: [{ name: 'odd "name"', type: "int64" }],
};
const group = (relation: Relation, more: Partial<PitGroup> = {}): PitGroup => ({
  name: "load",
  group: "load",
  version: 1,
  keys: [{ name: "origin", column: "origin", spineColumn: "origin", type: "string" }],
  eventTime: "departed_at",
  createdTime: "known_at",
  ttlSeconds: 3600,
  strict: false,
  nulls: "latest_row",
  tombstone: null,
  validTo: null,
  relation,
  compute: { kind: "rows" },
  features: [{ name: "delay", column: 'odd "name"', type: "int64", output: "load__delay" }],
  tieBreakColumns: ['odd "name"'],
  ...more,
});
const plan = (groups: PitGroup[]): PitPlan => ({
  spine: {
    kind: "rows",
    columns: [
      { name: "origin", type: "string", role: "key" },
      { name: "at", type: "timestamp", role: "time" },
    ],
    time: "at",
    rowCount: 1,
    values: [["secret"], ["2026-01-01T00:00:00.000000Z"]],
  },
  groups,
  knowledge: "event",
  rowsMax: 10,
  strategy: null,
});

describe("portableSql", () => {
  it("is windows over one list, without ASOF joins, functions of one engine, paths or values of the spine", () => {
    const sql = portableSql(plan([group(files)])) ?? "";
    expect(sql).toContain("UNION ALL");
    expect(sql).toContain("LAST_VALUE(best_0 IGNORE NULLS) OVER w");
    for (const word of ["ASOF", "epoch_us", "max_by", "EXCLUDE", "QUALIFY", "unnest", "flights/", "secret"]) {
      expect(sql).not.toContain(word);
    }
  });

  it("S10: names are quoted, whatever they hold", () => {
    expect(portableSql(plan([group(files)]))).toContain('f."odd ""name""" AS f_1');
  });

  it("reads a group as it is defined: sources by name, columns renamed and cast, a SELECT as it was written", () => {
    const select: Relation = {
      kind: "select",
      name: "made",
      sql: "SELECT * FROM rows",
      inputs: {
        rows: { kind: "columns", input: files, columns: [{ name: "n", column: "m", type: "int64" }] },
      },
    };
    const sql = portableSql(plan([group(select)])) ?? "";
    expect(sql).toContain(
      'WITH "rows" AS (SELECT f."n" FROM (SELECT CAST(f."m" AS BIGINT) AS "n", f."__row" FROM "flights" AS f) AS f)',
    );
    expect(sql).toContain("SELECT * FROM rows");
    // Rows of a SELECT have no order of their own.
    expect(sql).toContain('f."known_at" NULLS FIRST, f."odd ""name""" NULLS FIRST) AS place');
  });

  it("is null where a relation has no rows to read", () => {
    expect(portableSql(plan([group({ kind: "typed", name: "none", columns: [] })]))).toBeNull();
  });
});
