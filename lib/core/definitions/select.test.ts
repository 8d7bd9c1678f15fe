import { describe, expect, test } from "vitest";
import { splitSelect, tablesRead } from "./select";

const definitions = (sql: string) =>
  Object.fromEntries((splitSelect(sql)?.items ?? []).map(({ name, definition }) => [name, definition]));

describe("splitSelect", () => {
  test("takes a plain SELECT apart into entries and rows", () => {
    const split = splitSelect(
      "SELECT origin, f.departed_at, delay > 15 AS late, 'a, b' AS \"Two Words\" FROM flights f WHERE x IN (1, 2)",
    );
    expect(split?.items.map(({ name, text }) => [name, text])).toEqual([
      ["origin", "origin"],
      ["departed_at", "f.departed_at"],
      ["late", "delay > 15"],
      ["Two Words", "'a, b'"],
    ]);
    expect(split?.rows).toBe("FROM flights f WHERE x IN ( 1 , 2 )");
  });

  test("an added entry leaves the rows and the other entries as they were", () => {
    const before = splitSelect("SELECT origin, delay FROM flights");
    const after = splitSelect("SELECT origin, delay / 60.0 AS hours, delay FROM flights");
    expect(after?.rows).toBe(before?.rows);
    expect(definitions("SELECT origin, delay / 60.0 AS hours, delay FROM flights").delay).toBe(
      definitions("SELECT origin, delay FROM flights").delay,
    );
  });

  test("an entry that refers to another changes with it", () => {
    const before = definitions("SELECT delay / 60.0 AS hours, hours * 2 AS twice FROM flights");
    const after = definitions("SELECT delay / 3600.0 AS hours, hours * 2 AS twice FROM flights");
    expect(after.twice).not.toBe(before.twice);
  });

  test("rows that refer to an entry change with it", () => {
    const rows = (minutes: number) =>
      splitSelect(`SELECT delay / ${minutes} AS late FROM flights WHERE late > 1`)?.rows;
    expect(rows(60)).not.toBe(rows(30));
  });

  test("finds the list of a SELECT behind common table expressions, and a keyword inside an expression", () => {
    const split = splitSelect(
      "WITH f AS (SELECT a FROM t) SELECT a IS DISTINCT FROM 1 AS is_other, extract(year FROM b) AS y FROM f",
    );
    expect(split?.items.map(({ name }) => name)).toEqual(["is_other", "y"]);
    expect(split?.rows).toBe("WITH f AS ( SELECT a FROM t ) FROM f");
  });

  test.each([
    ["a star", "SELECT * FROM t"],
    ["a qualified star", "SELECT t.*, 1 AS one FROM t"],
    ["COLUMNS", "SELECT columns('a.*') AS a FROM t"],
    ["DISTINCT", "SELECT DISTINCT a FROM t"],
    ["a set operation", "SELECT a FROM t UNION ALL SELECT a FROM u"],
    ["unnest, which multiplies rows", "SELECT unnest(a) AS a FROM t"],
    ["GROUP BY ALL", "SELECT a, sum(b) AS b FROM t GROUP BY ALL"],
    ["GROUP BY a position", "SELECT a, sum(b) AS b FROM t GROUP BY 1"],
    ["ORDER BY a second position", "SELECT a, b FROM t ORDER BY a, 2"],
    ["an entry without a clear name", "SELECT a + b FROM t"],
    ["FROM first", "FROM t SELECT a"],
    ["no SELECT at all", "VALUES (1)"],
    ["nothing", ""],
  ])("does not take apart %s", (_, sql) => {
    expect(splitSelect(sql)).toBeNull();
  });
});

describe("tablesRead", () => {
  test.each([
    ["SELECT a FROM flights", ["flights"]],
    [
      "select a from flights f join airports AS a on true left join states s using (x)",
      ["flights", "airports", "states"],
    ],
    [
      'SELECT a FROM flights, airports a, "states" WHERE a IS DISTINCT FROM b',
      ["flights", "airports", "states"],
    ],
    ["WITH f AS (SELECT * FROM flights) SELECT * FROM f", ["flights"]],
    [
      "WITH f(a, b) AS MATERIALIZED (SELECT * FROM flights), g AS NOT MATERIALIZED (SELECT 1) SELECT * FROM f JOIN g ON true",
      ["flights"],
    ],
    ["SELECT a FROM (SELECT b FROM flights) x", ["flights"]],
    ["SELECT a FROM range(10)", []],
    ["SELECT 'FROM flights' AS a -- FROM airports", []],
    ["FROM flights", ["flights"]],
  ])("of %s", (sql, tables) => {
    expect(tablesRead(sql)).toEqual(tables);
  });
});
