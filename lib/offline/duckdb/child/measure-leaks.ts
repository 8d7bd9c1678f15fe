import "server-only";
import { invalid } from "@/lib/core/errors";
import { isNumeric } from "@/lib/core/model/value-type";
import type { PitPlan } from "@/lib/core/pit/plan";
import type { FeatureRanks, LeakMeasures } from "../../engine";
import { SPINE_ID, type SpineFacts, STATE_FOUND } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import { Catalog } from "./bind";
import type { Run } from "./run";
import { joinGroups, type ReadyGroup } from "./run-pit";
import { typeOf } from "./spine";

/** What the data of a plan says about leaks: rows known before they happened, and features that decide the label alone. */
export async function measureLeaks(
  run: Run,
  plan: PitPlan,
  label: string | null,
): Promise<Omit<LeakMeasures, "traceparent" | "spans">> {
  const catalog = new Catalog();
  const { spine, ready } = await joinGroups(run, catalog, plan);
  const groups = await run.step("comparing the times", () => comparedTimes(run, ready));
  if (label === null) return { groups, predictors: [] };
  return await run.step("ranking the features", async () => {
    const labels = catalog.name("labels");
    await run.execute(`CREATE TABLE ${quoteName(labels)} AS ${await labelSql(run, plan, spine, label)}`);
    const predictors: FeatureRanks[] = [];
    for (const { bound, tables } of ready) {
      for (const [i, { output, type }] of bound.group.features.entries()) {
        const parsed = typeOf(type);
        if (!isNumeric(parsed) && parsed.kind !== "bool") continue;
        const value = parsed.kind === "bool" ? `f_${i + 1}::TINYINT` : `f_${i + 1}`;
        predictors.push({ output, ...(await ranks(run, value, tables.joined, labels)) });
      }
    }
    return { groups, predictors };
  });
}

async function comparedTimes(run: Run, ready: readonly ReadyGroup[]): Promise<LeakMeasures["groups"]> {
  const compared: LeakMeasures["groups"] = [];
  for (const { bound } of ready) {
    const { name, eventTime, createdTime } = bound.group;
    if (createdTime === null) continue;
    const [event, created] = [quoteName(eventTime), quoteName(createdTime)];
    const [[timed = 0, before = 0] = []] = await readAll(
      run.connection,
      `SELECT count(*) FILTER (${created} IS NOT NULL AND ${event} IS NOT NULL), count(*) FILTER (${created} < ${event}) FROM ${quoteName(bound.relation)}`,
    );
    compared.push({ name, timedCount: Number(timed), knownBeforeCount: Number(before) });
  }
  return compared;
}

/** The label as true and false. @throws AppError INVALID for a column that holds anything else. */
async function labelSql(run: Run, plan: PitPlan, spine: SpineFacts, label: string): Promise<string> {
  if (!plan.spine.columns.some(({ name }) => name === label)) {
    const known = plan.spine.columns.map(({ name }) => name).join(", ");
    throw invalid([{ path: "label", message: `the spine has no column ${label}`, expected: known }]);
  }
  const text = `lower(CAST(${quoteName(label)} AS VARCHAR))`;
  const labels = `SELECT ${SPINE_ID} AS row_id, CASE WHEN ${text} IN ('true', '1', '1.0') THEN true WHEN ${text} IN ('false', '0', '0.0') THEN false END AS label, ${text} AS given FROM ${quoteName(spine.table)}`;
  const [[others = 0] = []] = await readAll(
    run.connection,
    `SELECT count(*) FROM (${labels}) WHERE given IS NOT NULL AND label IS NULL`,
  );
  if (Number(others) > 0) {
    const message = `${label} holds ${Number(others)} values that are neither true nor false`;
    throw invalid([{ path: "label", message, expected: "true and false, or 1 and 0" }]);
  }
  return `SELECT row_id, label FROM (${labels}) WHERE label IS NOT NULL`;
}

/** Equal values share the mean of their ranks: those before them, plus half of their own and a half. */
async function ranks(run: Run, value: string, joined: string, labels: string) {
  const sql = `WITH scored AS (
  SELECT CAST(${value} AS DOUBLE) AS x, l.label
  FROM ${quoteName(joined)} AS j JOIN ${quoteName(labels)} AS l USING (row_id)
  WHERE j.state = ${STATE_FOUND} AND x IS NOT NULL AND NOT isnan(x)
), counted AS (
  SELECT x, count(*) AS n, count(*) FILTER (label) AS positives FROM scored GROUP BY x
), ranked AS (
  SELECT n, positives, sum(n) OVER (ORDER BY x ROWS UNBOUNDED PRECEDING) - n + (n + 1) / 2.0 AS midrank FROM counted
)
SELECT coalesce(sum(positives * midrank), 0)::DOUBLE, coalesce(sum(positives), 0)::DOUBLE, coalesce(sum(n - positives), 0)::DOUBLE FROM ranked`;
  const [[rankSum = 0, positives = 0, negatives = 0] = []] = await readAll(run.connection, sql);
  return { rankSum: Number(rankSum), positives: Number(positives), negatives: Number(negatives) };
}
