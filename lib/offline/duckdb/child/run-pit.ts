import "server-only";
import type { DuckDBValue } from "@duckdb/node-api";
import type { ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import { visibleFeatures } from "@/lib/core/pit/computed";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import type { RowSource } from "@/lib/core/pit/status";
import { chooseStrategy } from "@/lib/core/pit/strategy";
import type { PitColumn, PitGroupSummary, PitResult } from "../../engine";
import { portableSql } from "../../portable";
import { sourceColumns } from "../compile-answer";
import { compileGroup } from "../compile-group";
import {
  type BoundGroup,
  type GroupTables,
  SPINE_ID,
  SPINE_TIME,
  type SpineFacts,
  searchCount,
} from "../compile-pit";
import { readAll, sizeOf, toCell } from "../convert";
import { quoteName, quoteText } from "../quote";
import { type Bound, Catalog } from "./bind";
import { bindGroup } from "./bind-group";
import { type ComputedTable, computeOnDemand, countComputed } from "./compute-on-demand";
import { originColumns, withOrigins } from "./origins";
import { featureCounts, readSources } from "./provenance";
import type { Run } from "./run";
import { prepareSecondOrder } from "./run-second-order";
import { prepareWindows } from "./run-windows";
import { type LoadedSpine, loadSpine, typeOf } from "./spine";
import { pitWarnings } from "./warnings";

/** A group with everything that is known before its join runs. */
export interface ReadyGroup {
  bound: BoundGroup;
  choice: { strategy: PitGroupSummary["strategy"]; reason: string };
  tables: Pick<GroupTables, "joined">;
  /** Of computed features: the table that says what the values of the first rows were made of. */
  origins: string | null;
  /** Leaves `tables.joined`, and `origins`. */
  join(): Promise<void>;
}

/** What groups are joined to, and how. */
export interface JoinScope {
  plan: Pick<PitPlan, "knowledge" | "strategy">;
  spine: SpineFacts;
  /** So many spine rows from the first on show what computed values were made of. */
  originRows: number;
}

/** Runs a plan in one sandbox: spine, groups, then the result in spine order. */
export async function runPit(run: Run, plan: PitPlan): Promise<Omit<PitResult, "traceparent" | "spans">> {
  const catalog = new Catalog();
  const { spine, ready } = await joinGroups(run, catalog, plan);
  const computed = await computeOnDemand(run, plan, spine, ready, catalog);
  const columns = columnsOf(plan);
  const { rows, sources } = await run.step("reading the result", () =>
    readResult(run, plan, spine, ready, computed, catalog),
  );
  const summary = await run.step("counting", () => summarize(run, plan, spine, ready, computed));
  const warnings = await run.step("checking", () => pitWarnings(run, plan, spine, ready));
  return {
    columns,
    rows,
    sources,
    rowCount: spine.rowCount,
    isTruncated: rows.length < spine.rowCount,
    groups: summary,
    sql: catalog.shown.join("\n\n"),
    portableSql: portableSql(plan),
    timings: run.timings,
    warnings,
  };
}

/** Loads the spine of a plan and joins every group to it. */
export async function joinGroups(
  run: Run,
  catalog: Catalog,
  plan: PitPlan,
): Promise<{ spine: LoadedSpine; ready: ReadyGroup[] }> {
  const spine = await run.step("loading the spine", () => loadSpine(run, catalog, plan.spine));
  return { spine, ready: await joinOver(run, catalog, plan, spine, plan.rowsMax) };
}

/**
 * Joins every group of a plan to a spine that stands in its table; each leaves its table of found rows behind.
 *
 * @param originRows so many spine rows from the first on show what computed values were made of.
 */
export async function joinOver(
  run: Run,
  catalog: Catalog,
  plan: Pick<PitPlan, "knowledge" | "strategy"> & { groups: readonly PitGroup[] },
  spine: SpineFacts,
  originRows: number,
): Promise<ReadyGroup[]> {
  const ready: ReadyGroup[] = [];
  for (const group of plan.groups)
    ready.push(await prepareGroup(run, catalog, { plan, spine, originRows }, group));
  for (const one of ready) await one.join();
  return ready;
}

/** Binds a group to its rows and chooses how it is joined; nothing is joined yet. */
async function prepareGroup(
  run: Run,
  catalog: Catalog,
  scope: JoinScope,
  group: PitGroup,
): Promise<ReadyGroup> {
  const { compute } = group;
  if (compute.kind === "second_order") {
    return prepareSecondOrder(run, catalog, scope, { ...group, compute }, (inner, one) =>
      prepareGroup(run, catalog, inner, one),
    );
  }
  const named = compute.kind === "rows" ? group : { ...group, features: [] };
  const bound = await run.step(`reading ${group.name}`, () => bindGroup(run, catalog, named));
  if (compute.kind === "rows") return prepare(run, catalog, scope, bound);
  const { plan, spine, originRows } = scope;
  const windows = await prepareWindows(
    run,
    catalog,
    { spine, originRows, knowledge: plan.knowledge },
    { ...group, compute },
    bound.relation,
  );
  const { joined, ...rest } = windows;
  return { ...rest, bound: { ...bound.relation, group, knowledge: plan.knowledge }, tables: { joined } };
}

/** Frees what only the join needed, before the next group asks for memory. */
async function dropWork(run: Run, { rows, recent, open, tiles, newest, found }: GroupTables) {
  const [[kind] = []] = await readAll(
    run.connection,
    `SELECT table_type FROM information_schema.tables WHERE table_name = ${quoteText(rows)}`,
  );
  await run.execute(`DROP ${kind === "VIEW" ? "VIEW" : "TABLE"} IF EXISTS ${quoteName(rows)}`);
  for (const name of [recent, open, tiles, newest, ...found])
    await run.execute(`DROP TABLE IF EXISTS ${quoteName(name)}`);
}

function prepare(
  run: Run,
  catalog: Catalog,
  { plan, spine }: JoinScope,
  { group, relation }: { group: PitGroup; relation: Bound },
): ReadyGroup {
  const choice = chooseStrategy({
    spineRows: spine.rowCount,
    featureRows: relation.rowCount,
    forced: plan.strategy,
  });
  const bound = {
    group,
    knowledge: plan.knowledge,
    relation: relation.relation,
    rowOrder: relation.rowOrder,
    isRereadable: relation.isRereadable,
  };
  const tables = {
    rows: catalog.name(`${group.name}_rows`),
    recent: catalog.name(`${group.name}_recent`),
    open: catalog.name(`${group.name}_open`),
    tiles: catalog.name(`${group.name}_slices`),
    newest: catalog.name(`${group.name}_newest`),
    found: Array.from({ length: searchCount(group) }, () => catalog.name(`${group.name}_found`)),
    joined: catalog.name(`${group.name}_joined`),
  };
  async function join() {
    for (const statement of compileGroup(bound, choice.strategy, spine, tables)) {
      await run.step(statement.phase, () => run.execute(statement.sql));
      catalog.shown.push(`-- ${statement.phase}\n${statement.sql};`);
    }
    await dropWork(run, tables);
  }
  return { bound, choice, tables, origins: null, join };
}

export function columnsOf(plan: PitPlan): PitColumn[] {
  const spine = plan.spine.columns.map(({ name, type, role }) => ({ name, type, role, group: null }));
  const features = plan.groups.flatMap((group, index) =>
    visibleFeatures(group).map((feature) => ({
      name: feature.output,
      type: feature.type,
      role: "feature" as const,
      group: index,
    })),
  );
  const computed = (plan.computed ?? []).map(({ output, type, group, text }) => ({
    name: output,
    type,
    role: "feature" as const,
    group,
    expression: text,
  }));
  return [...spine, ...features, ...computed];
}

/** The rows people see. Every spine row has exactly one, because each group left at most one per `row_id`. */
async function readResult(
  run: Run,
  plan: PitPlan,
  spine: SpineFacts,
  ready: ReadyGroup[],
  computed: ComputedTable | null,
  catalog: Catalog,
) {
  const spineColumns = plan.spine.columns.map((column) => `s.${quoteName(column.name)}`);
  const parts = ready.flatMap(({ bound }, i) => [
    ...sourceColumns(bound.group, `g${i}`),
    ...visibleFeatures(bound.group).map((feature, f) => `g${i}.f_${f + 1} AS ${quoteName(feature.output)}`),
  ]);
  const onDemand = plan.computed ?? [];
  parts.push(
    ...onDemand.map(({ output }, i) => `c.${quoteName(computed?.columns[i] ?? "")} AS ${quoteName(output)}`),
  );
  const origins = originColumns(ready);
  parts.push(...origins.columns);
  const joins = [
    ...ready.map(
      ({ tables }, i) => `LEFT JOIN ${quoteName(tables.joined)} AS g${i} ON g${i}.row_id = s.${SPINE_ID}`,
    ),
    ...origins.joins,
  ];
  if (computed) joins.push(`JOIN ${quoteName(computed.table)} AS c ON c.${SPINE_ID} = s.${SPINE_ID}`);
  const sql = `SELECT ${[`s.${SPINE_TIME}`, ...spineColumns, ...parts].join(",\n  ")}
FROM ${quoteName(spine.table)} AS s
${joins.join("\n")}
ORDER BY s.${SPINE_ID}
LIMIT ${plan.rowsMax}`;
  catalog.shown.push(`-- the result, in the order of the spine\n${sql};`);
  const types = plan.spine.columns.map((column) => typeOf(column.type));
  const featureTypes = ready.map(({ bound: { group } }) => ({
    width: sourceColumns(group, "").length,
    types: visibleFeatures(group).map((feature) => typeOf(feature.type)),
  }));
  const computedTypes = onDemand.map(({ type }) => typeOf(type));
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
      const row = readRow(values, types, featureTypes, computedTypes);
      rows.push(row.cells);
      sources.push(withOrigins(row.sources, ready, values.slice(row.width)));
      bytes += row.bytes;
      if (bytes > run.limits.resultBytesMax) return { rows, sources };
    }
  }
  return { rows, sources };
}

function readRow(
  values: DuckDBValue[],
  spineTypes: ValueType[],
  groups: { width: number; types: ValueType[] }[],
  computedTypes: ValueType[],
) {
  const [time = null] = values;
  let at = 1;
  const cells = spineTypes.map((type) => toCell(values[at++] ?? null, type));
  const sources = groups.map(({ width, types }) => {
    const source = readSources(time, values.slice(at, at + width));
    at += width;
    for (const type of types) cells.push(toCell(values[at++] ?? null, type));
    return source;
  });
  for (const type of computedTypes) cells.push(toCell(values[at++] ?? null, type));
  const told = groups.reduce((sum, { width }) => sum + width, 0);
  return { cells, sources, width: at, bytes: sizeOf(cells) + told * 33 };
}

/** Counts of statuses over all spine rows, whether they are returned or not. */
export async function summarize(
  run: Run,
  plan: PitPlan,
  spine: SpineFacts,
  ready: ReadyGroup[],
  computed: ComputedTable | null,
): Promise<PitGroupSummary[]> {
  const summaries: PitGroupSummary[] = [];
  for (const { bound, choice, tables } of ready) {
    const { name } = bound.group;
    const features = visibleFeatures(bound.group);
    const counts = await featureCounts(run, bound.group, tables.joined, spine.rowCount);
    summaries.push({
      name,
      ...choice,
      features: features.map((feature, i) => ({
        output: feature.output,
        counts: counts[i] ?? { PRESENT: 0, NULL_VALUE: 0, NOT_FOUND: spine.rowCount, OUTSIDE_MAX_AGE: 0 },
      })),
    });
  }
  const counts = computed ? await countComputed(run, computed) : [];
  for (const [i, { group, output }] of (plan.computed ?? []).entries()) {
    const PRESENT = counts[i] ?? 0;
    const none = { NOT_FOUND: 0, OUTSIDE_MAX_AGE: 0 };
    summaries[group]?.features.push({
      output,
      counts: { PRESENT, NULL_VALUE: spine.rowCount - PRESENT, ...none },
      isComputed: true,
    });
  }
  return summaries;
}
