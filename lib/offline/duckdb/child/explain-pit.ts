import "server-only";
import { AppError } from "@/lib/core/errors";
import type { ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import { formatInstant } from "@/lib/core/time/instant";
import type { PitCandidate, PitExplanation } from "../../engine";
import type { BoundGroup, SpineFacts } from "../compile-pit";
import { readRows } from "../convert";
import { quoteName } from "../quote";
import { Catalog } from "./bind";
import { bindGroup } from "./bind-group";
import type { Run } from "./run";
import { loadSpine, typeOf } from "./spine";

/**
 * The rows of one key around one spine time. Only that key's rows leave the scan; counts and the rows that a careless
 * join would have taken come from the same rows.
 */
export async function explainPit(
  run: Run,
  plan: PitPlan,
  { group: index, candidatesMax }: { group: number; candidatesMax: number },
): Promise<Omit<PitExplanation, "traceparent" | "spans">> {
  const group = plan.groups[index];
  if (!group || plan.spine.kind !== "rows" || plan.spine.rowCount !== 1)
    throw new AppError("INVALID", "Exactly one spine row of one group can be explained.");
  if (group.compute.kind !== "rows")
    throw new AppError(
      "INVALID",
      `Values of ${group.name} are computed from many rows, none of which is chosen.`,
    );
  const catalog = new Catalog();
  const spine = await run.step("loading the spine", () => loadSpine(run, catalog, plan.spine));
  const bound = await run.step(`reading ${group.name}`, () => bindGroup(run, catalog, group));
  const table = catalog.name(`${group.name}_of_key`);
  const sql = keyRowsSql(
    { group, relation: bound.relation.relation, rowOrder: bound.relation.rowOrder },
    spine,
  );
  const create = `CREATE TABLE ${quoteName(table)} AS\n${sql}`;
  await run.step(`finding the rows of the key in ${group.name}`, () => run.execute(create));
  catalog.shown.push(`${create};`);
  return await run.step("looking around the time", async () => {
    const read = reader(run, catalog, group, table);
    const upTo = spine.maxTime === null ? "false" : `event_us <= ${spine.maxTime}`;
    const before = await read(upTo, NEWEST_FIRST, candidatesMax + 1);
    const counting = await read(countingSql(plan, group, spine), NEWEST_FIRST, candidatesMax + 1);
    const after = await read(`NOT (${upTo})`, OLDEST_FIRST, candidatesMax);
    const [newest = null] = await read("true", NEWEST_FIRST, 1);
    // Whoever sorts by event time alone gets any of equals; here the one that was written last.
    const [latest = null] = await read(upTo, "event_us DESC, position DESC", 1);
    const counts = await countRows(run, table, upTo);
    return {
      before,
      counting,
      after,
      newest,
      latest,
      ...counts,
      sql: catalog.shown.join("\n\n"),
      timings: run.timings,
    };
  });
}

/** The key's rows: position in the order of equals, times in microseconds, order columns, features. */
function keyRowsSql(
  { group, relation, rowOrder }: Pick<BoundGroup, "group" | "relation" | "rowOrder">,
  spine: SpineFacts,
): string {
  const order = (rowOrder.length > 0 ? rowOrder : group.tieBreakColumns).map(quoteName);
  const columns = [
    `row_number() OVER (ORDER BY ${order.map((column) => `f.${column} NULLS FIRST`).join(", ")}) AS position`,
    `epoch_us(f.${quoteName(group.eventTime)}) AS event_us`,
    group.createdTime
      ? `epoch_us(f.${quoteName(group.createdTime)}) AS created_us`
      : "NULL::BIGINT AS created_us",
    group.tombstone ? `coalesce(f.${quoteName(group.tombstone)}, false) AS gone` : "false AS gone",
    group.validTo ? `epoch_us(f.${quoteName(group.validTo)}) AS end_us` : "NULL::BIGINT AS end_us",
    ...group.features.map((feature, i) => `f.${quoteName(feature.column)} AS f_${i + 1}`),
  ];
  const keys = group.keys.map((key) => `s.${quoteName(key.spineColumn)} = f.${quoteName(key.column)}`);
  return `SELECT ${columns.join(",\n  ")}
FROM ${quoteName(relation)} AS f
SEMI JOIN ${quoteName(spine.table)} AS s ON ${keys.join(" AND ")}
WHERE epoch_us(f.${quoteName(group.eventTime)}) IS NOT NULL`;
}

/** Which of the rows count, before age and ends are looked at. */
function countingSql({ knowledge }: PitPlan, { strict, nulls, features }: PitGroup, { maxTime }: SpineFacts) {
  if (maxTime === null) return "false";
  const conditions = [`event_us ${strict ? "<" : "<="} ${maxTime}`];
  if (knowledge === "known") conditions.push(`created_us <= ${maxTime}`);
  const values = features.map((_, i) => `f_${i + 1} IS NOT NULL`);
  if (nulls === "latest_non_null") conditions.push(`(gone OR ${values.join(" OR ")})`);
  return conditions.join(" AND ");
}

/** The order of the join itself: event time, created time with none lowest, then the order of the rows. */
const NEWEST_FIRST = "event_us DESC, created_us DESC NULLS LAST, position DESC";
const OLDEST_FIRST = "event_us ASC, created_us ASC NULLS FIRST, position ASC";

function reader(run: Run, catalog: Catalog, group: PitGroup, table: string) {
  const int64: ValueType = { kind: "int64" };
  const types = [
    int64,
    int64,
    int64,
    { kind: "bool" } as const,
    int64,
    ...group.features.map((feature) => typeOf(feature.type)),
  ];
  const values = group.features.map((_, i) => `f_${i + 1}`);
  const columns = ["position", "event_us", "created_us", "gone", "end_us", ...values].join(", ");
  return async (where: string, order: string, limit: number): Promise<PitCandidate[]> => {
    const sql = `SELECT ${columns} FROM ${quoteName(table)} WHERE ${where} ORDER BY ${order} LIMIT ${limit}`;
    catalog.shown.push(`${sql};`);
    const caps = { rowsMax: limit, bytesMax: run.limits.resultBytesMax };
    const { rows } = await readRows(run.connection, sql, types, caps);
    return rows.map(
      ([position = null, event = null, created = null, gone = null, end = null, ...values]) => ({
        position: Number(position),
        eventTime: timeText(event) ?? "",
        createdTime: timeText(created),
        isDeleted: gone === true,
        validTo: timeText(end),
        values,
      }),
    );
  };
}

function timeText(cell: Cell): string | null {
  return typeof cell === "string" ? formatInstant(BigInt(cell)) : null;
}

async function countRows(run: Run, table: string, upTo: string) {
  const sql = `SELECT count(*) FILTER (${upTo}), count(*) FILTER (NOT (${upTo})) FROM ${quoteName(table)}`;
  const { rows } = await readRows(run.connection, sql, [{ kind: "int64" }, { kind: "int64" }], {
    rowsMax: 1,
    bytesMax: run.limits.resultBytesMax,
  });
  const [before = 0, after = 0] = (rows[0] ?? []).map(Number);
  return { beforeCount: before, afterCount: after };
}
