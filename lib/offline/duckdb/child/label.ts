import "server-only";
import type { PitLabel } from "@/lib/core/pit/label";
import type { PitPlan } from "@/lib/core/pit/plan";
import { MICROS_PER_SECOND, parseInstant } from "@/lib/core/time/instant";
import { SPINE_ID, SPINE_TIME, type SpineFacts } from "../compile-pit";
import { readAll } from "../convert";
import { quoteName } from "../quote";
import { bindRelation, type Catalog } from "./bind";
import type { Run } from "./run";
import { joinOver } from "./run-pit";
import { factsOf, type LoadedSpine } from "./spine";

/** Leaves out observations whose label is not known yet, and counts them; the others keep their order. */
export async function keepMature(
  run: Run,
  catalog: Catalog,
  spine: LoadedSpine,
  label: PitLabel,
): Promise<LoadedSpine> {
  const until = await observedUntil(run, catalog, label);
  const table = catalog.name("mature");
  const last = until === null ? null : until - BigInt(label.maturesAfterSeconds) * MICROS_PER_SECOND;
  const sql = `CREATE TABLE ${quoteName(table)} AS
SELECT row_number() OVER (ORDER BY ${SPINE_ID}) - 1 AS ${SPINE_ID}, * EXCLUDE (${SPINE_ID})
FROM ${quoteName(spine.table)} WHERE ${last === null ? "false" : `${SPINE_TIME} <= ${last}`}`;
  await run.execute(sql);
  catalog.shown.push(`-- observations whose label is known\n${sql};`);
  await run.execute(`DROP TABLE ${quoteName(spine.table)}`);
  const facts = await factsOf(run, table);
  return { ...facts, dropped: { ...spine.dropped, notMature: spine.rowCount - facts.rowCount } };
}

/** The moment up to which the label's events have been seen, in microseconds; `null` = none has. */
async function observedUntil(run: Run, catalog: Catalog, label: PitLabel): Promise<bigint | null> {
  if (label.observedUntil !== null) {
    const parsed = parseInstant(label.observedUntil, null);
    if (!parsed.ok) throw new Error(parsed.message);
    return parsed.instant;
  }
  const { relation } = await bindRelation(run, catalog, label.group.relation, "label");
  const time = quoteName(label.group.eventTime);
  const [[newest = null] = []] = await readAll(
    run.connection,
    `SELECT epoch_us(max(${time})) FROM ${quoteName(relation)} WHERE isfinite(${time})`,
  );
  return typeof newest === "bigint" ? newest : null;
}

/** Counts the label of each row. @returns the table that holds it as `f_1`, by `row_id`. */
export async function joinLabel(
  run: Run,
  catalog: Catalog,
  plan: PitPlan,
  spine: SpineFacts,
  label: PitLabel,
): Promise<string> {
  const ahead = BigInt(label.windowSeconds) * MICROS_PER_SECOND;
  const keys = label.group.keys.map((key) => quoteName(key.spineColumn));
  const table = catalog.name("label_spine");
  // A window of that length that ends there is the interval (t, t + window].
  const sql = `CREATE TABLE ${quoteName(table)} AS
SELECT ${[SPINE_ID, ...new Set(keys)].join(", ")}, ${SPINE_TIME} + ${ahead} AS ${SPINE_TIME} FROM ${quoteName(spine.table)}`;
  await run.execute(sql);
  catalog.shown.push(`-- the end of each row's label interval\n${sql};`);
  const shifted = {
    table,
    rowCount: spine.rowCount,
    minTime: spine.minTime === null ? null : spine.minTime + ahead,
    maxTime: spine.maxTime === null ? null : spine.maxTime + ahead,
  };
  const only: PitPlan = { ...plan, groups: [label.group], knowledge: "event", computed: [] };
  const [ready] = await joinOver(run, catalog, only, shifted, 0);
  if (!ready) throw new Error("the label was not joined");
  await run.execute(`DROP TABLE ${quoteName(table)}`);
  return ready.tables.joined;
}
