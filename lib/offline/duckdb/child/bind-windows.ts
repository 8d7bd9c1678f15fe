import "server-only";
import { resultType } from "@/lib/core/definitions/aggregations";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import { castRule } from "@/lib/core/pit/cast";
import type { WindowsCompute } from "@/lib/core/pit/compute";
import type { PitGroup } from "@/lib/core/pit/plan";
import { NO_CREATED } from "../compile-pit";
import type { WindowFeature } from "../compile-windows";
import { quoteName } from "../quote";
import type { Bound } from "./bind";
import { parseScalar, publicProblem } from "./parse";
import type { Run } from "./run";
import { typeOf } from "./spine";

/** Distinct values that windows of a group look at: a column, or the row itself, under a condition. */
interface Measure {
  column: string | null;
  where: string | null;
}

/** The events of a group of windows, ready to be compiled. */
export interface BoundWindows {
  features: WindowFeature[];
  /** SELECT of `k_…`, `event_us`, `event_at`, `created_us`, `x_…`, `o_…` over rows with whole keys and a finite time. */
  sql: string;
  measures: number;
  /** Members that order rows `e` after their event time. */
  order: string[];
}

/**
 * Reads the columns that windows need off a bound relation; conditions are checked again before they become part of a
 * statement.
 *
 * @throws AppError INVALID for unknown columns, a condition that is none, or a result that no longer fits its declared type.
 */
export async function bindWindows(
  run: Run,
  group: PitGroup,
  compute: WindowsCompute,
  relation: Bound,
): Promise<BoundWindows> {
  const measures = measuresOf(compute);
  const types = new Map(relation.columns.map((column) => [column.name, column.type]));
  const features = compute.windows.map((window, i): WindowFeature => {
    const feature = group.features[i];
    if (!feature) throw new Error(`${group.name} has a window without a feature`);
    const measure = measures.findIndex(
      ({ column, where }) => column === window.column && where === window.where,
    );
    return {
      ...window,
      number: i + 1,
      measure: measure + 1,
      input: window.column === null ? null : (types.get(window.column) ?? null),
      result: typeOf(feature.type),
    };
  });
  checkTypes(group, compute, features, types);
  for (const where of new Set(measures.map((measure) => measure.where))) {
    if (where !== null) await checkCondition(run, group, relation, where);
  }
  return { ...eventsSql(group, measures, relation), features, measures: measures.length };
}

function measuresOf({ windows }: WindowsCompute): Measure[] {
  const byText = new Map(
    windows.map(({ column, where }) => [JSON.stringify([column, where]), { column, where }]),
  );
  return [...byText.values()];
}

function checkTypes(
  group: PitGroup,
  compute: WindowsCompute,
  features: readonly WindowFeature[],
  types: ReadonlyMap<string, ValueType>,
) {
  const problems: FieldProblem[] = [];
  for (const [i, { fn, input, result }] of features.entries()) {
    const path = `groups.${group.name}.features.${group.features[i]?.name ?? ""}`;
    const column = compute.windows[i]?.column ?? null;
    if (column !== null && input === null) {
      problems.push({
        path,
        message: `there is no column ${column} any more`,
        expected: [...types.keys()].join(", "),
      });
      continue;
    }
    const given = parseValueType(resultType(fn, input) ?? "");
    if (!given || castRule(given, result) === "refuse") {
      const message = `${fn} of ${input ? formatValueType(input) : "rows"} is no longer ${formatValueType(result)}`;
      problems.push({ path, message });
    }
  }
  if (problems.length > 0) throw invalid(problems);
}

/** A condition reads nothing but the row's own columns, and the binder sees it where only a scalar may stand. */
async function checkCondition(run: Run, group: PitGroup, relation: Bound, where: string) {
  const path = `groups.${group.name}.where`;
  const columns = new Set(relation.columns.map((column) => column.name.toLowerCase()));
  const { problems } = await parseScalar(run, where, columns);
  const [first] = problems;
  if (first) throw invalid([{ path, message: first.message }]);
  const names = relation.columns.map((column) => quoteName(column.name)).join(", ");
  const sql = `SELECT 1 FROM (SELECT ${names} FROM ${quoteName(relation.relation)}) AS "row" WHERE (\n${where}\n) IS TRUE LIMIT 0`;
  await run.connection.run(sql).catch((error: unknown) => {
    const problem = publicProblem(error, where, sql, path);
    throw problem ? invalid([{ path, message: problem.message }]) : error;
  });
}

function eventsSql(group: PitGroup, measures: readonly Measure[], relation: Bound) {
  const isOrdered = relation.rowOrder.length > 0;
  const places = isOrdered ? relation.rowOrder : group.tieBreakColumns;
  const names = relation.columns.map((column) => quoteName(column.name));
  const hidden = relation.rowOrder.map(quoteName);
  // A condition sees the row's own columns and nothing that is named here.
  const conditions = [
    ...new Set(measures.flatMap((measure) => (measure.where === null ? [] : [measure.where]))),
  ];
  const tests = conditions.map((where, i) => `(\n${where}\n) IS TRUE AS __where_${i + 1}`);
  const rows = `SELECT ${[...names, ...hidden, ...tests].join(", ")} FROM (SELECT ${[...names, ...hidden].join(", ")} FROM ${quoteName(relation.relation)}) AS "row"`;
  const values = measures.map(({ column, where }, i) => {
    const value = column === null ? "true" : quoteName(column);
    const test = where === null ? null : `__where_${conditions.indexOf(where) + 1}`;
    const counted = test === null ? value : `CASE WHEN ${test} THEN ${value} END`;
    return `${counted} AS x_${i + 1}`;
  });
  const event = quoteName(group.eventTime);
  const columns = [
    ...group.keys.map((key, i) => `${quoteName(key.column)} AS k_${i + 1}`),
    `${event} AS event_at`,
    `epoch_us(${event}) AS event_us`,
    group.createdTime
      ? `epoch_us(${quoteName(group.createdTime)}) AS created_us`
      : "NULL::BIGINT AS created_us",
    ...places.map((column, i) => `${quoteName(column)} AS o_${i + 1}`),
    ...values,
  ];
  const usable = [
    ...group.keys.map((key) => `${quoteName(key.column)} IS NOT NULL`),
    `${event} IS NOT NULL`,
    `isfinite(${event})`,
  ];
  // Null counts lowest, as for created times.
  const order = places.flatMap((_, i) =>
    isOrdered
      ? [`o_${i + 1}: e.o_${i + 1}`]
      : [`n_${i + 1}: e.o_${i + 1} IS NOT NULL`, `o_${i + 1}: e.o_${i + 1}`],
  );
  return {
    sql: `SELECT ${columns.join(",\n  ")}\nFROM (${rows})\nWHERE ${usable.join(" AND ")}`,
    order: [`c: COALESCE(e.created_us, ${NO_CREATED})`, ...order],
  };
}
