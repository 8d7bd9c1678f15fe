import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Relation } from "@/lib/core/pit/relation";
import type { ExpressionDescription, SelectDescription } from "../engine";
import { type PitUnderTest, startPitUnderTest } from "./pit-under-test";
import { AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS, TABLE_FUNCTIONS, WINDOW_FUNCTIONS } from "./select-functions";

let sut: PitUnderTest;
beforeAll(async () => {
  sut = await startPitUnderTest();
});
afterAll(() => sut.close());

const inputs: Record<string, Relation> = {
  flights: {
    kind: "typed",
    name: "flights",
    columns: [
      { name: "origin", type: "string" },
      { name: "departed_at", type: "timestamp" },
      { name: "delay", type: "int64" },
      { name: "user", type: "string" },
      { name: "tags", type: "list<string>" },
      { name: "place", type: "struct<lat: float64, lon: float64>" },
    ],
  },
  airports: {
    kind: "typed",
    name: "airports",
    columns: [
      { name: "origin", type: "string" },
      { name: "city", type: "string" },
    ],
  },
};

const describeSelect = (sql: string) =>
  sut.ask<SelectDescription>({ method: "describeSelect", sql, inputs, files: {} });
const describeExpression = (expression: string) =>
  sut.ask<ExpressionDescription>({
    method: "describeExpression",
    expression,
    columns: [
      { name: "delay", type: "int64" },
      { name: "late", type: "bool" },
      { name: "t", type: "timestamp" },
    ],
  });

describe("a SELECT that may run", () => {
  it.each([
    "SELECT * FROM flights",
    "FROM flights",
    "SELECT origin FROM flights;",
    "SELECT origin FROM flights -- and a word",
    "SELECT origin /* inner */ FROM FLIGHTS ;  ",
    'SELECT "user" FROM flights',
    "SELECT user FROM flights",
    "WITH late AS (SELECT * FROM flights WHERE delay > 15) SELECT origin, count(*) AS n FROM late GROUP BY ALL",
    "WITH flights AS (SELECT * FROM flights WHERE delay > 15) SELECT origin FROM flights",
    "SELECT origin, row_number() OVER (PARTITION BY origin ORDER BY departed_at) AS n FROM flights QUALIFY n = 1",
    "SELECT f.origin, a.city FROM flights f LEFT JOIN airports a USING (origin)",
    "SELECT origin FROM flights UNION ALL SELECT origin FROM airports",
    "SELECT origin, (SELECT max(city) FROM airports a WHERE a.origin = f.origin) AS city FROM flights f",
    "SELECT list_transform(tags, x -> upper(x)) AS up, place.lat AS lat FROM flights",
    "SELECT origin, v.x FROM flights, (VALUES (1), (2)) AS v(x)",
    "SELECT CASE WHEN delay > 15 THEN 'late' ELSE 'fine' END AS how, delay BETWEEN 1 AND 2 AS b, delay IN (1, 2) AS i FROM flights",
    "SELECT timezone('UTC', departed_at) AS wall, date_trunc('day', departed_at) AS day, departed_at + INTERVAL 1 DAY AS next FROM flights",
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3) SELECT x FROM n",
    "SELECT regexp_matches(origin, '^(a+)+$') AS m FROM flights",
    "SELECT 1 AS one",
  ])("%s", async (sql) => {
    const { problems, columns } = await describeSelect(sql);
    expect(problems).toEqual([]);
    expect(columns.length).toBeGreaterThan(0);
  });
});

describe("S8, S10: a SELECT that is refused before anything is bound", () => {
  it.each([
    ["", "is empty"],
    ["   ;", "is empty"],
    ["SELEC 1", "syntax error"],
    ["SELECT origin FROM flights; SELECT 1", "holds 2 statements"],
    ["INSERT INTO flights VALUES (1)", "is not a SELECT"],
    ["UPDATE flights SET delay = 1", "is not a SELECT"],
    ["DELETE FROM flights", "is not a SELECT"],
    ["DROP TABLE flights", "is not a SELECT"],
    ["CREATE TABLE x AS SELECT 1", "is not a SELECT"],
    ["COPY (SELECT 1) TO 'x.csv'", "is not a SELECT"],
    ["EXPORT DATABASE 'x'", "is not a SELECT"],
    ["ATTACH 'x.db'", "is not a SELECT"],
    ["INSTALL httpfs", "is not a SELECT"],
    ["LOAD httpfs", "is not a SELECT"],
    ["SET threads = 1", "is not a SELECT"],
    ["PRAGMA version", "is not a SELECT"],
    ["CALL pragma_version()", "is not a SELECT"],
    ["EXPLAIN SELECT 1", "is not a SELECT"],
    ["EXPLAIN ANALYZE SELECT 1", "is not a SELECT"],
    ["VACUUM", "is not a SELECT"],
    ["BEGIN", "is not a SELECT"],
    ["PREPARE x AS SELECT 1", "is not a SELECT"],
    ["PIVOT flights ON origin USING sum(delay)", "is not a SELECT"],
    ["DESCRIBE flights", "not allowed (show ref)"],
    ["SUMMARIZE flights", "not allowed (show ref)"],
    ["SHOW TABLES", "not allowed"],
    ["SELECT * FROM (DESCRIBE flights)", "not allowed (show ref)"],
    ["SELECT * FROM (PIVOT flights ON origin IN ('a') USING sum(delay))", "not allowed (pivot)"],
    ["SELECT * FROM departures", 'reads "departures"'],
    ["SELECT * FROM '/etc/passwd'", 'reads "/etc/passwd"'],
    ["SELECT * FROM 'x.parquet'", 'reads "x.parquet"'],
    ["SELECT * FROM duckdb_settings", 'reads "duckdb_settings"'],
    ["SELECT * FROM sqlite_master", 'reads "sqlite_master"'],
    ["SELECT * FROM information_schema.tables", "inputs are named without a schema"],
    ["SELECT * FROM main.flights", "inputs are named without a schema"],
    ["SELECT * FROM memory.main.flights", "inputs are named without a schema"],
    ["SELECT * FROM read_csv('/etc/passwd')", "read_csv is not allowed"],
    ["SELECT * FROM read_parquet('x')", "read_parquet is not allowed"],
    ["SELECT * FROM read_text('/etc/passwd')", "read_text is not allowed"],
    ["SELECT * FROM read_blob('/etc/passwd')", "read_blob is not allowed"],
    ["SELECT * FROM glob('/*')", "glob is not allowed"],
    ["SELECT * FROM sniff_csv('x')", "sniff_csv is not allowed"],
    ["SELECT * FROM parquet_metadata('x')", "parquet_metadata is not allowed"],
    ["SELECT * FROM query('SELECT 1')", "query is not allowed"],
    ["SELECT * FROM query_table('flights')", "query_table is not allowed"],
    ["SELECT * FROM duckdb_settings()", "duckdb_settings is not allowed"],
    ["SELECT * FROM pragma_version()", "pragma_version is not allowed"],
    ["SELECT * FROM json_execute_serialized_sql('{}')", "json_execute_serialized_sql is not allowed"],
    ["SELECT getvariable('x')", "getvariable is not allowed"],
    ["SELECT current_setting('threads')", "current_setting is not allowed"],
    ["SELECT getenv('HOME')", "getenv is not allowed"],
    ["SELECT pg_catalog.version()", "version is not allowed"],
    ["SELECT nextval('s')", "nextval is not allowed"],
    ["SELECT now()", "now is not allowed"],
    ["SELECT random()", "random is not allowed"],
    ["SELECT uuid()", "uuid is not allowed"],
    ["SELECT sleep_ms(1000)", "sleep_ms is not allowed"],
    ["SELECT error('x')", "error is not allowed"],
    ["SELECT age(departed_at) FROM flights", "age is not allowed"],
    ["SELECT current_timestamp", "current_timestamp depends on"],
    ["SELECT current_date", "current_date depends on"],
    ["SELECT delay FROM flights WHERE read_text('/etc/passwd') IS NOT NULL", "read_text is not allowed"],
    ["SELECT (SELECT content FROM read_text('/etc/passwd')) AS c", "read_text is not allowed"],
    ["SELECT origin FROM flights ORDER BY random()", "random is not allowed"],
    ["SELECT sum(delay) OVER (ORDER BY random()) FROM flights", "random is not allowed"],
    ["SELECT count(*) FILTER (WHERE random() > 0.5) FROM flights", "random is not allowed"],
    ["WITH x AS (SELECT * FROM read_csv('a')) SELECT 1", "read_csv is not allowed"],
    ["WITH x AS (SELECT * FROM x) SELECT * FROM x", 'reads "x"'],
    [
      "WITH duckdb_views AS (SELECT 1) SELECT * FROM flights WHERE EXISTS (SELECT 1 FROM duckdb_tables)",
      'reads "duckdb_tables"',
    ],
    [
      "SELECT * FROM (WITH duckdb_tables AS (SELECT 1) SELECT * FROM duckdb_tables), duckdb_tables",
      'reads "duckdb_tables"',
    ],
    ["SELECT * FROM flights TABLESAMPLE 10%", "TABLESAMPLE"],
    ["SELECT origin FROM flights WHERE delay > $1", "holds a parameter"],
    ["SELECT origin FROM flights WHERE delay > ?", "holds a parameter"],
    ["SELECT 1) AS q, (SELECT 2", "syntax error"],
    [`SELECT '${"x".repeat(70_000)}'`, "is longer than 64 KB"],
    ["SELECT '\0'", "is not well-formed text"],
  ])("%s", async (sql, message) => {
    const { problems, columns } = await describeSelect(sql);
    expect(problems[0]?.message).toContain(message);
    expect(columns).toEqual([]);
  });

  it("names the place of every problem, in lines and characters", async () => {
    const { problems } = await describeSelect("SELECT 'ü☃' AS a,\n  '☃' || random() AS b\nFROM nowhere");
    expect(problems).toMatchObject([
      { path: "sql", line: 2, column: 10, message: "the function random is not allowed" },
      { path: "sql", line: 3, column: 6 },
    ]);
  });

  it("names the place of what the binder finds, too", async () => {
    const { problems, tables } = await describeSelect("SELECT origin,\n  nothing\nFROM flights");
    expect(problems).toMatchObject([{ path: "sql", line: 2, column: 3 }]);
    expect(problems[0]?.message).toContain('"nothing" not found');
    expect(tables).toEqual(["flights"]);
  });

  it("refuses two output columns of one name", async () => {
    const { problems } = await describeSelect("SELECT origin, delay AS Origin FROM flights");
    expect(problems[0]?.message).toContain("two columns");
  });
});

describe("the list of functions", () => {
  it("holds only functions whose result depends on their arguments alone, as DuckDB itself says", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const result = await connection.run(
      "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability <> 'CONSISTENT' OR has_side_effects",
    );
    const unstable = (await result.getRows()).map(([name]) => String(name));
    expect(unstable).toContain("random");
    const listed = [SCALAR_FUNCTIONS, AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS, TABLE_FUNCTIONS];
    expect(unstable.filter((name) => listed.some((list) => list.has(name)))).toEqual([]);
    connection.closeSync();
    instance.closeSync();
  });
});

describe("column lineage", () => {
  const lineage = async (sql: string) => {
    const { problems, lineage: found } = await describeSelect(sql);
    expect(problems).toEqual([]);
    return Object.fromEntries(
      found.map(({ column, from, exact }) => [
        column,
        exact ? from.map((one) => `${one.input}.${one.column}`).join(" ") : "?",
      ]),
    );
  };

  it.each([
    [
      "SELECT origin, delay > 15 AS late, 1 AS one FROM flights",
      { origin: "flights.origin", late: "flights.delay", one: "" },
    ],
    [
      "SELECT f.* EXCLUDE (tags, place, user), a.city AS town FROM flights f JOIN airports a ON a.origin = f.origin",
      {
        origin: "flights.origin",
        departed_at: "flights.departed_at",
        delay: "flights.delay",
        town: "airports.city",
      },
    ],
    [
      "SELECT origin, city FROM flights JOIN airports USING (origin)",
      { origin: "airports.origin flights.origin", city: "airports.city" },
    ],
    [
      "WITH x AS (SELECT origin AS o, delay * 2 AS d FROM flights) SELECT o, d + 1 AS e FROM x",
      { o: "flights.origin", e: "flights.delay" },
    ],
    ["SELECT delay + 1 AS a, a * 2 AS b FROM flights", { a: "flights.delay", b: "flights.delay" }],
    [
      "SELECT origin AS name FROM flights UNION ALL SELECT city FROM airports",
      { name: "airports.city flights.origin" },
    ],
    [
      "SELECT avg(delay) OVER (PARTITION BY origin ORDER BY departed_at) AS m FROM flights",
      { m: "flights.delay flights.departed_at flights.origin" },
    ],
    ["SELECT list_transform(tags, t -> t || origin) AS l FROM flights", { l: "flights.origin flights.tags" }],
    [
      "SELECT place.lat AS lat, flights.place.lon AS lon FROM flights",
      { lat: "flights.place", lon: "flights.place" },
    ],
    ["SELECT x AS y FROM (SELECT max(delay) AS x FROM flights GROUP BY origin)", { y: "flights.delay" }],
    ["SELECT count(*) AS n FROM flights", { n: "" }],
    ["SELECT o FROM (VALUES (1)) v(o)", { o: "" }],
    [
      "SELECT * REPLACE (upper(origin) AS origin) FROM airports",
      { origin: "airports.origin", city: "airports.city" },
    ],
    ["SELECT * RENAME (city AS town) FROM airports", { origin: "airports.origin", town: "airports.city" }],
    [
      "SELECT origin, (SELECT max(city) FROM airports a WHERE a.origin = f.origin) AS c FROM flights f",
      { origin: "flights.origin", c: "airports.city" },
    ],
  ])("%s", async (sql, expected) => {
    expect(await lineage(sql)).toEqual(expected);
  });

  it.each([
    "SELECT COLUMNS('o.*') FROM airports",
    "SELECT origin FROM airports UNION ALL BY NAME SELECT city AS origin FROM airports",
    "WITH RECURSIVE n AS (SELECT origin FROM airports UNION SELECT origin FROM n) SELECT origin FROM n",
  ])("what cannot be followed names all columns and says so: %s", async (sql) => {
    const { problems, lineage: found } = await describeSelect(sql);
    expect(problems).toEqual([]);
    expect(found.every((one) => !one.exact && one.from.length === 2)).toBe(true);
  });
});

describe("expressions", () => {
  it.each([
    ["delay > 15", "bool", ["delay"]],
    ["not late or delay > 15", "bool", ["delay", "late"]],
    ["delay / 60.0", "float64", ["delay"]],
    ["1", "int32", []],
    ["delay -- minutes", "int64", ["delay"]],
    ["CASE WHEN late THEN date_trunc('day', t) END", "timestamp", ["late", "t"]],
  ])("%s is %s", async (expression, type, columns) => {
    expect(await describeExpression(expression)).toMatchObject({ problems: [], type, columns });
  });

  it.each([
    ["", "syntax error"],
    ["delay >", "syntax error"],
    ["late; SELECT 1", "syntax error"],
    ["gone > 1", '"gone" not found'],
    ["sum(delay)", "aggregate"],
    ["row_number() OVER ()", "window"],
    ["(SELECT 1 FROM delays)", "reads"],
    ["now() > t", "now is not allowed"],
    ["1) FROM x --", "syntax error"],
  ])("refuses %j", async (expression, message) => {
    const { problems, type } = await describeExpression(expression);
    expect(type).toBeNull();
    expect(problems[0]?.path).toBe("expression");
    expect(problems[0]?.message.toLowerCase()).toContain(message.toLowerCase());
  });
});
