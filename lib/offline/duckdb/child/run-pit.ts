import "server-only";
import type { DuckDBValue } from "@duckdb/node-api";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType, type ValueType } from "@/lib/core/model/value-type";
import { type CastRule, castRule, keyCastRule } from "@/lib/core/pit/cast";
import type { Cell } from "@/lib/core/pit/cell";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import type { FeatureStatus, RowSource } from "@/lib/core/pit/status";
import { chooseStrategy, type StrategyChoice } from "@/lib/core/pit/strategy";
import { formatInstant } from "@/lib/core/time/instant";
import type { PitColumn, PitGroupSummary, PitResult } from "../../engine";
import {
  type BoundGroup,
  compileGroup,
  type GroupTables,
  SPINE_ID,
  SPINE_TIME,
  type SpineFacts,
  STATE_FOUND,
  STATE_TOO_OLD,
} from "../compile-pit";
import { readAll, sizeOf, toCell } from "../convert";
import { quoteName, quoteText } from "../quote";
import { type Bound, bindRelation, Catalog, projectColumns } from "./bind";
import type { Run } from "./run";
import { type LoadedSpine, loadSpine, typeOf } from "./spine";
import { pitWarnings } from "./warnings";

/** A group with everything that is known before its join runs. */
export interface ReadyGroup {
  bound: BoundGroup;
  choice: StrategyChoice;
  tables: GroupTables;
}

const SOURCE_WIDTH = 3;

/** A plan whose groups have been joined: for each spine row, what each group found, in tables of the instance. */
export interface Joined {
  catalog: Catalog;
  spine: LoadedSpine;
  ready: ReadyGroup[];
}

/** Joins every group of a plan to its spine, one after the other: memory is that of the largest. */
export async function joinGroups(run: Run, plan: PitPlan): Promise<Joined> {
  const catalog = new Catalog();
  const spine = await run.step("loading the spine", () => loadSpine(run, catalog, plan.spine));
  const ready: ReadyGroup[] = [];
  for (const group of plan.groups) {
    const bound = await run.step(`reading ${group.name}`, () => bindGroup(run, catalog, group));
    ready.push(prepare(plan, spine, catalog, bound));
  }
  for (const { bound, choice, tables } of ready) {
    for (const statement of compileGroup(bound, choice.strategy, spine, tables)) {
      await run.step(statement.phase, () => run.execute(statement.sql));
      catalog.shown.push(`-- ${statement.phase}\n${statement.sql};`);
    }
    await dropWork(run, tables);
  }
  return { catalog, spine, ready };
}

/** Runs a plan in one sandbox: spine, groups, then the result in spine order. */
export async function runPit(run: Run, plan: PitPlan): Promise<Omit<PitResult, "traceparent" | "spans">> {
  const { catalog, spine, ready } = await joinGroups(run, plan);
  const columns = columnsOf(plan);
  const { rows, sources } = await run.step("reading the result", () =>
    readResult(run, plan, spine, ready, catalog),
  );
  const summary = await run.step("counting", () => summarize(run, spine, ready));
  const warnings = await run.step("checking", () => pitWarnings(run, plan, spine, ready, summary));
  return {
    columns,
    rows,
    sources,
    rowCount: spine.rowCount,
    isTruncated: rows.length < spine.rowCount,
    groups: summary,
    sql: catalog.shown.join("\n\n"),
    timings: run.timings,
    warnings,
  };
}

/** Frees what only the join needed, before the next group asks for memory. */
async function dropWork(run: Run, { rows, recent, open, tiles, newest }: GroupTables) {
  const [[kind] = []] = await readAll(
    run.connection,
    `SELECT table_type FROM information_schema.tables WHERE table_name = ${quoteText(rows)}`,
  );
  await run.execute(`DROP ${kind === "VIEW" ? "VIEW" : "TABLE"} IF EXISTS ${quoteName(rows)}`);
  for (const name of [recent, open, tiles, newest])
    await run.execute(`DROP TABLE IF EXISTS ${quoteName(name)}`);
}

/** Binds a group's relation and checks that its columns are what the plan says, all at once. */
async function bindGroup(
  run: Run,
  catalog: Catalog,
  group: PitGroup,
): Promise<{ group: PitGroup; relation: Bound }> {
  const path = `groups.${group.name}`;
  const inner = await bindRelation(run, catalog, group.relation, path);
  const types = new Map(inner.columns.map((column) => [column.name, column.type]));
  const problems: FieldProblem[] = [];
  const missing = (field: string, column: string) =>
    problems.push({
      path: field,
      message: `${group.group} has no column ${column}`,
      expected: [...types.keys()].join(", "),
    });
  for (const key of group.keys) if (!types.has(key.column)) missing(`${path}.keys.${key.name}`, key.column);
  for (const feature of group.features) {
    if (!types.has(feature.column)) missing(`${path}.features.${feature.name}`, feature.column);
  }
  for (const column of group.tieBreakColumns) if (!types.has(column)) missing(`${path}.features`, column);
  const times: [string, string | null][] = [
    ["event_time", group.eventTime],
    ["created_time", group.createdTime],
  ];
  for (const [field, column] of times) {
    const type = column === null ? null : types.get(column);
    if (column !== null && !type) missing(`${path}.${field}`, column);
    else if (type && type.kind !== "timestamp")
      problems.push(timeProblem(`${path}.${field}`, column ?? "", type));
  }
  if (problems.length > 0) throw invalid(problems);
  return { group, relation: await castGroup(run, catalog, group, inner) };
}

/** Keys and features cast to their declared types where they differ; a cast that could change what is meant is refused. */
async function castGroup(run: Run, catalog: Catalog, group: PitGroup, inner: Bound): Promise<Bound> {
  const path = `groups.${group.name}`;
  const problems: FieldProblem[] = [];
  const declared = new Map<string, string>();
  const check = (
    field: string,
    column: string,
    type: string,
    rule: (from: ValueType, to: ValueType) => CastRule,
  ) => {
    const found = inner.columns.find((candidate) => candidate.name === column);
    declared.set(column, type);
    if (!found || rule(found.type, typeOf(type)) !== "refuse") return;
    problems.push({
      path: field,
      message: `is ${formatValueType(found.type)} in the data, declared is ${type}`,
      expected: type,
    });
  };
  for (const feature of group.features)
    check(`${path}.features.${feature.name}`, feature.column, feature.type, castRule);
  for (const key of group.keys) check(`${path}.keys.${key.name}`, key.column, key.type, keyCastRule);
  if (problems.length > 0) throw invalid(problems);
  const isSame = inner.columns.every(
    ({ name, type }) => (declared.get(name) ?? formatValueType(type)) === formatValueType(type),
  );
  if (isSame) return inner;
  const columns = inner.columns.map(({ name }) => ({ name, column: name, type: declared.get(name) ?? null }));
  return projectColumns(run, catalog, inner, columns, path);
}

function timeProblem(path: string, column: string, type: ValueType): FieldProblem {
  const isNaive = type.kind === "timestamp_ntz" || type.kind === "date";
  return {
    path,
    message: isNaive
      ? `${column} has no time zone (${type.kind})`
      : `${column} is ${formatValueType(type)}, not a time`,
    expected: isNaive
      ? "a declared timezone on the source, or timezone('UTC', …) in the SELECT"
      : "timestamp",
  };
}

function prepare(
  plan: PitPlan,
  spine: SpineFacts,
  catalog: Catalog,
  { group, relation }: { group: PitGroup; relation: Bound },
): ReadyGroup {
  const choice = chooseStrategy({
    spineRows: spine.rowCount,
    featureRows: relation.rowCount,
    forced: plan.strategy,
  });
  return {
    bound: {
      group,
      relation: relation.relation,
      rowOrder: relation.rowOrder,
      isRereadable: relation.isRereadable,
    },
    choice,
    tables: {
      rows: catalog.name(`${group.name}_rows`),
      recent: catalog.name(`${group.name}_recent`),
      open: catalog.name(`${group.name}_open`),
      tiles: catalog.name(`${group.name}_slices`),
      newest: catalog.name(`${group.name}_newest`),
      joined: catalog.name(`${group.name}_joined`),
    },
  };
}

export function columnsOf(plan: PitPlan): PitColumn[] {
  const spine = plan.spine.columns.map(({ name, type, role }) => ({ name, type, role, group: null }));
  const features = plan.groups.flatMap((group, index) =>
    group.features.map((feature) => ({
      name: feature.output,
      type: feature.type,
      role: "feature" as const,
      group: index,
    })),
  );
  return [...spine, ...features];
}

/** The rows people see. Every spine row has exactly one, because each group left at most one per `row_id`. */
async function readResult(run: Run, plan: PitPlan, spine: SpineFacts, ready: ReadyGroup[], catalog: Catalog) {
  const spineColumns = plan.spine.columns.map((column) => `s.${quoteName(column.name)}`);
  const parts = ready.flatMap(({ bound }, i) => [
    `g${i}.state AS state_${i}, g${i}.event_us AS event_us_${i}, g${i}.created_us AS created_us_${i}`,
    ...bound.group.features.map((feature, f) => `g${i}.f_${f + 1} AS ${quoteName(feature.output)}`),
  ]);
  const joins = ready.map(
    ({ tables }, i) => `LEFT JOIN ${quoteName(tables.joined)} AS g${i} ON g${i}.row_id = s.${SPINE_ID}`,
  );
  const sql = `SELECT ${[`s.${SPINE_TIME}`, ...spineColumns, ...parts].join(",\n  ")}
FROM ${quoteName(spine.table)} AS s
${joins.join("\n")}
ORDER BY s.${SPINE_ID}
LIMIT ${plan.rowsMax}`;
  catalog.shown.push(`-- the result, in the order of the spine\n${sql};`);
  const types = plan.spine.columns.map((column) => typeOf(column.type));
  const featureTypes = ready.map(({ bound }) => bound.group.features.map((feature) => typeOf(feature.type)));
  const rows: Cell[][] = [];
  const sources: RowSource[][] = [];
  const result = await run.connection.stream(sql);
  let bytes = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (const values of chunk.getRows()) {
      const row = readRow(values, types, featureTypes);
      rows.push(row.cells);
      sources.push(row.sources);
      bytes += row.bytes;
      if (bytes > run.limits.resultBytesMax) return { rows, sources };
    }
  }
  return { rows, sources };
}

function readRow(values: DuckDBValue[], spineTypes: ValueType[], featureTypes: ValueType[][]) {
  const [time = null] = values;
  let at = 1;
  const cells = spineTypes.map((type) => toCell(values[at++] ?? null, type));
  const sources = featureTypes.map((types) => {
    const source = sourceOf(time, values.slice(at, at + SOURCE_WIDTH));
    at += SOURCE_WIDTH;
    for (const type of types) cells.push(toCell(values[at++] ?? null, type));
    return source;
  });
  return { cells, sources, bytes: sizeOf(cells) + sources.length * 100 };
}

function sourceOf(time: DuckDBValue, [state, event = null, created = null]: DuckDBValue[]): RowSource {
  if (typeof event !== "bigint" || typeof time !== "bigint") {
    return { state: "NOT_FOUND", eventTime: null, createdTime: null, ageMs: null };
  }
  return {
    state: state === STATE_TOO_OLD ? "OUTSIDE_MAX_AGE" : "FOUND",
    eventTime: formatInstant(event),
    createdTime: typeof created === "bigint" ? formatInstant(created) : null,
    ageMs: Number(time - event) / 1000,
  };
}

/** Counts of statuses over all spine rows, whether they are returned or not. */
export async function summarize(
  run: Run,
  spine: SpineFacts,
  ready: ReadyGroup[],
): Promise<PitGroupSummary[]> {
  const summaries: PitGroupSummary[] = [];
  for (const { bound, choice, tables } of ready) {
    const { features, name } = bound.group;
    const present = features.map(
      (_, i) => `count(*) FILTER (state = ${STATE_FOUND} AND f_${i + 1} IS NOT NULL)`,
    );
    const sql = `SELECT ${[`count(*) FILTER (state = ${STATE_FOUND})`, `count(*) FILTER (state = ${STATE_TOO_OLD})`, ...present].join(", ")} FROM ${quoteName(tables.joined)}`;
    const [row = []] = await readAll(run.connection, sql);
    const [found = 0, tooOld = 0, ...values] = row.map(Number);
    const counts = values.map(
      (value): Record<FeatureStatus, number> => ({
        PRESENT: value,
        NULL_VALUE: found - value,
        NOT_FOUND: spine.rowCount - found - tooOld,
        OUTSIDE_MAX_AGE: tooOld,
      }),
    );
    summaries.push({
      name,
      ...choice,
      features: features.map((feature, i) => ({
        output: feature.output,
        counts: counts[i] ?? { PRESENT: 0, NULL_VALUE: 0, NOT_FOUND: spine.rowCount, OUTSIDE_MAX_AGE: 0 },
      })),
    });
  }
  return summaries;
}
