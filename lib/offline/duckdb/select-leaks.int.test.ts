import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineUnderTest, startEngineUnderTest } from "./engine-under-test";

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngineUnderTest();
});
afterAll(() => engine.close());

/** Tables f and g have the event time t, codes has none; the output's event time is t. */
async function uses(sql: string): Promise<string[]> {
  const times = { inputs: { f: "t", g: "t", codes: null }, output: "t" };
  const call = { runId: "test", deadlineMs: 20_000 };
  const found = (await engine.engine.inspectSelect(sql, times, call)).uses;
  return found.map(({ kind, name, output }) => `${kind} ${name}${output === null ? "" : ` → ${output}`}`);
}

describe("places of a SELECT that see later rows", () => {
  it.each([
    ["SELECT k, t, now() - t AS age FROM f", ["clock now → age"]],
    ["SELECT k, t, current_date AS d FROM f", ["clock current_date → d"]],
    ["SELECT k, t, date_diff('day', t, today()) AS days FROM f", ["clock today → days"]],
    // Statistics over rows of any time.
    [
      "SELECT k, any_value(c) AS t, avg(b) AS m FROM f GROUP BY k",
      ["aggregate any_value → t", "aggregate avg → m"],
    ],
    [
      "SELECT f.k, f.t, m.mean FROM f JOIN (SELECT k, avg(b) AS mean FROM f GROUP BY k) AS m USING (k)",
      ["aggregate avg → mean"],
    ],
    [
      "WITH m AS (SELECT k, avg(b) AS mean FROM f GROUP BY k) SELECT f.k, t, mean FROM f JOIN m USING (k)",
      ["aggregate avg → mean"],
    ],
    [
      "SELECT date_trunc('day', t) AS t, count(*) AS n FROM f GROUP BY 1",
      ["aggregate count_star → n", "moved_back t"],
    ],
    ["SELECT k, t FROM f ORDER BY b LIMIT 10", ["limit LIMIT"]],
    // Windows.
    ["SELECT k, t, avg(b) OVER (PARTITION BY k) AS m FROM f", ["window avg → m"]],
    ["SELECT k, t, avg(b) OVER (PARTITION BY k ORDER BY b) AS m FROM f", ["window avg → m"]],
    ["SELECT k, t, lead(b) OVER (PARTITION BY k ORDER BY t) AS m FROM f", ["window lead → m"]],
    ["SELECT k, t, ntile(4) OVER (ORDER BY t) AS q FROM f", ["window ntile → q"]],
    ["SELECT k, t, sum(b) OVER (ORDER BY t DESC) AS s FROM f", ["window sum → s"]],
    [
      "SELECT k, t, sum(b) OVER (ORDER BY t ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM f",
      ["window sum → s"],
    ],
    [
      "SELECT k, t, sum(b) OVER (ORDER BY t RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS s FROM f",
      ["window sum → s"],
    ],
    [
      "SELECT k, t FROM f QUALIFY row_number() OVER (PARTITION BY k ORDER BY t DESC) = 1",
      ["window row_number"],
    ],
    // Other tables without a look at their time.
    ["SELECT k, t, (SELECT avg(b) FROM g WHERE g.k = f.k) AS m FROM f", ["subquery g → m"]],
    ["SELECT k, t FROM f WHERE EXISTS (SELECT 1 FROM g WHERE g.k = f.k)", ["subquery g"]],
    ["SELECT k, t, (SELECT avg(b) FROM g WHERE g.t >= f.t) AS m FROM f", ["subquery g → m"]],
    ["SELECT f.k, f.t, g.b FROM f JOIN g ON g.k = f.k", ["join g"]],
    ["SELECT k, t - INTERVAL 1 DAY AS t, b FROM f", ["moved_back t"]],
    ["SELECT k, date_trunc('day', t) AS t, b FROM f", ["moved_back t"]],
  ])("finds it: %s", async (sql, expected) => {
    expect(await uses(sql)).toEqual(expected);
  });

  it.each([
    "SELECT k, t, b > 15 AS late FROM f",
    "SELECT k, t, b AS now FROM f",
    "SELECT k, t, date_diff('day', TIMESTAMPTZ '2026-01-01 00:00:00Z', t) AS days FROM f",
    // Statistics that end at their time.
    "SELECT k, t, avg(b) AS m FROM f GROUP BY k, t",
    "SELECT k, t, avg(b) AS m FROM f GROUP BY ALL",
    "SELECT k, t, avg(b) AS m FROM f GROUP BY 1, 2",
    "SELECT k, max(t) AS t, avg(b) AS m FROM f GROUP BY k, date_trunc('day', t)",
    "SELECT k, date_trunc('day', t) + INTERVAL 1 DAY AS t, avg(b) AS m FROM f GROUP BY ALL",
    "SELECT k, date_trunc('day', t) + INTERVAL 1 DAY AS t, avg(b) AS m FROM f GROUP BY k, t",
    "SELECT k, t, m FROM (SELECT k, t, avg(b) AS m FROM f GROUP BY k, t) AS x",
    "SELECT k, t, sum(b) OVER (PARTITION BY k ORDER BY t) AS s FROM f",
    "SELECT k, t, sum(b) OVER (ORDER BY t ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) AS s FROM f",
    "SELECT k, t, sum(b) OVER (ORDER BY t RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND CURRENT ROW) AS s FROM f",
    "SELECT k, t, sum(b) OVER (ORDER BY t ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS s FROM f",
    "SELECT k, t, lag(b) OVER (PARTITION BY k ORDER BY t) AS s FROM f",
    "SELECT k, t, row_number() OVER (PARTITION BY k ORDER BY t) AS n FROM f",
    "SELECT k, t, b FROM f QUALIFY row_number() OVER (PARTITION BY k, t ORDER BY c DESC) = 1",
    "SELECT k, t, avg(m) OVER (PARTITION BY k ORDER BY t) AS s FROM (SELECT k, t, avg(b) AS m FROM f GROUP BY ALL) AS x",
    "SELECT k, t, (SELECT avg(b) FROM g WHERE g.k = f.k AND g.t < f.t) AS m FROM f",
    "SELECT k, t, (SELECT avg(b) FROM g WHERE g.t BETWEEN f.t - INTERVAL 1 DAY AND f.t) AS m FROM f",
    "SELECT k, t FROM f WHERE k IN (SELECT k FROM codes)",
    "SELECT f.k, f.t, g.b FROM f JOIN g ON g.k = f.k AND g.t <= f.t",
    "SELECT f.k, f.t, g.b FROM f ASOF JOIN g ON g.k = f.k AND f.t >= g.t",
    "SELECT f.k, greatest(f.t, g.t) AS t, g.b FROM f JOIN g ON g.k = f.k",
    "SELECT f.k, f.t, codes.name FROM f JOIN codes ON codes.k = f.k",
    "SELECT k, t, b FROM f UNION ALL SELECT k, t, b FROM g",
    "SELECT k, timezone('UTC', t) AS t, b FROM f",
  ])("leaves it alone: %s", async (sql) => {
    expect(await uses(sql)).toEqual([]);
  });

  it("says where it stands, in lines and characters of the text", async () => {
    const sql = "SELECT k, t,\n  'é' AS e, avg(b) OVER () AS m FROM f;";
    const times = { inputs: { f: "t" }, output: "t" };
    const { uses: found } = await engine.engine.inspectSelect(sql, times, { runId: "t", deadlineMs: 20_000 });
    expect(found).toMatchObject([
      { line: 2, column: 13, reason: "is taken over rows that are not ordered by event time" },
    ]);
  });

  it("has nothing to say about what is no SELECT: that is refused elsewhere", async () => {
    expect(await uses("DELETE FROM f")).toEqual([]);
    expect(await uses("SELECT FROM WHERE")).toEqual([]);
  });
});
