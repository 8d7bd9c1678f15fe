import "server-only";
import { formatValueType, type ValueType } from "@/lib/core/model/value-type";
import { relationsOf, withRelations } from "@/lib/core/pit/compute";
import type { PitGroup, PitPlan } from "@/lib/core/pit/plan";
import { type FilesRelation, filesOf, mapFiles, type Relation } from "@/lib/core/pit/relation";
import { formatInstant } from "@/lib/core/time/instant";
import type { ChangedCell, LaterRows, LeakProof, ProofOptions } from "../../engine";
import { SPINE_ID, SPINE_TIME, type SpineFacts, STATE_FOUND } from "../compile-pit";
import { readAll, readRows, toCell } from "../convert";
import { quoteName } from "../quote";
import { bindRelation, Catalog } from "./bind";
import type { Run } from "./run";
import { joinOver, type ReadyGroup } from "./run-pit";
import { loadSpine, typeOf } from "./spine";

/** Rows of one time that are compared; a spine may have a million of them. */
const ROWS_PER_TIME_MAX = 1_000;
const CHANGED_MAX = 100;
const LATER_ROWS_MAX = 3;
/** Sums of floats depend on the order of their rows in the last digits; a leak is larger than that. */
const FLOAT_TOLERANCE = 1e-9;

/**
 * Joins sampled spine rows twice: over everything, and over sources as they were at each row's time, cut before any
 * transform runs. A value that differs was made with rows of the future.
 */
export async function proveNoLeak(
  run: Run,
  plan: PitPlan,
  options: ProofOptions,
): Promise<Omit<LeakProof, "traceparent" | "spans">> {
  const catalog = new Catalog();
  const spine = await run.step("loading the spine", () => loadSpine(run, catalog, plan.spine));
  const sample = await run.step("choosing times", () => sampleRows(run, catalog, spine, options));
  const times = await sampledTimes(run, sample);
  const whole = await joinOver(run, catalog, plan, await facts(run, sample), 0);
  const proof: Omit<LeakProof, "traceparent" | "spans"> = {
    timeCount: times.length,
    rowCount: 0,
    cellCount: 0,
    changedCount: 0,
    changed: [],
    uncutSources: uncutSources(plan, options),
  };
  // Steps of fifty joins would bury how far the proof is.
  const quiet: Run = { ...run, step: (_, work) => work() };
  for (const [i, time] of times.entries()) {
    await run.step(`looking at time ${i + 1} of ${times.length}`, () =>
      compareAt(quiet, { catalog, plan, options, sample, time, whole, proof }),
    );
  }
  return proof;
}

interface Comparing {
  catalog: Catalog;
  plan: PitPlan;
  options: ProofOptions;
  sample: string;
  time: bigint;
  whole: ReadyGroup[];
  proof: Omit<LeakProof, "traceparent" | "spans">;
}

async function compareAt(run: Run, comparing: Comparing) {
  const { catalog, plan, options, sample, time, whole, proof } = comparing;
  const table = catalog.name("spine_at");
  await run.execute(
    `CREATE TABLE ${quoteName(table)} AS SELECT * FROM ${quoteName(sample)} WHERE ${SPINE_TIME} = ${time}`,
  );
  const spine = await facts(run, table);
  const cut = await joinOver(run, catalog, cutPlan(plan, options, formatInstant(time)), spine, 0);
  proof.rowCount += spine.rowCount;
  for (const [index, group] of plan.groups.entries()) {
    proof.cellCount += spine.rowCount * group.features.length;
    const [a, b] = [whole[index], cut[index]];
    if (!a || !b) throw new Error(`group ${index} was not joined`);
    const tables = { spine: table, whole: a.tables.joined, cut: b.tables.joined };
    const changed = await changedCells(run, plan, { group, index, time, tables });
    proof.changedCount += changed.length;
    const kept = changed.slice(0, CHANGED_MAX - proof.changed.length);
    for (const cell of kept) {
      const later = await laterRows(run, catalog, group, options, { table, cell, time });
      proof.changed.push({ ...cell, later });
    }
  }
  const done = cut.flatMap(({ tables, origins }) =>
    origins === null ? [tables.joined] : [tables.joined, origins],
  );
  for (const name of [table, ...done]) await run.execute(`DROP TABLE ${quoteName(name)}`);
}

/** Rows at up to `timesMax` times; the same seed over the same spine chooses the same. */
async function sampleRows(run: Run, catalog: Catalog, spine: SpineFacts, { timesMax, seed }: ProofOptions) {
  const table = catalog.name("spine_sample");
  const from = quoteName(spine.table);
  await run.execute(`CREATE TABLE ${quoteName(table)} AS
SELECT * FROM ${from}
WHERE ${SPINE_TIME} IN (
  SELECT ${SPINE_TIME} FROM (SELECT DISTINCT ${SPINE_TIME} FROM ${from} WHERE ${SPINE_TIME} IS NOT NULL)
  ORDER BY hash(${SPINE_TIME}, ${seed}), ${SPINE_TIME} LIMIT ${timesMax})
QUALIFY row_number() OVER (PARTITION BY ${SPINE_TIME} ORDER BY ${SPINE_ID}) <= ${ROWS_PER_TIME_MAX}`);
  return table;
}

async function sampledTimes(run: Run, sample: string): Promise<bigint[]> {
  const rows = await readAll(
    run.connection,
    `SELECT DISTINCT ${SPINE_TIME} FROM ${quoteName(sample)} ORDER BY ${SPINE_TIME}`,
  );
  return rows.flatMap(([time]) => (typeof time === "bigint" ? [time] : []));
}

async function facts(run: Run, table: string): Promise<SpineFacts> {
  const [[count = 0n, min = null, max = null] = []] = await readAll(
    run.connection,
    `SELECT count(*), min(${SPINE_TIME}), max(${SPINE_TIME}) FROM ${quoteName(table)}`,
  );
  return {
    table,
    rowCount: Number(count),
    minTime: typeof min === "bigint" ? min : null,
    maxTime: typeof max === "bigint" ? max : null,
  };
}

/** Every source as it was at a time. Where knowledge counts, a row that does not say when it was known was not known. */
function cutPlan(plan: PitPlan, { cut }: ProofOptions, at: string): PitPlan {
  const keepsNull = plan.knowledge === "event";
  const cutFiles = (files: FilesRelation): Relation => {
    const column = cut[files.name] ?? null;
    return column === null ? files : { kind: "until", input: files, column, at, keepsNull };
  };
  const groups = plan.groups.map((group) => withRelations(group, (relation) => mapFiles(relation, cutFiles)));
  return { ...plan, groups };
}

function uncutSources(plan: PitPlan, { cut }: ProofOptions): string[] {
  const names = plan.groups
    .flatMap(relationsOf)
    .flatMap(filesOf)
    .map((files) => files.name);
  return [...new Set(names)].filter((name) => (cut[name] ?? null) === null);
}

interface Tables {
  spine: string;
  whole: string;
  cut: string;
}

async function changedCells(
  run: Run,
  plan: PitPlan,
  { group, index, time, tables }: { group: PitGroup; index: number; time: bigint; tables: Tables },
): Promise<Omit<ChangedCell, "later">[]> {
  const keyTypes = group.keys.map((key) =>
    typeOf(plan.spine.columns.find(({ name }) => name === key.spineColumn)?.type ?? key.type),
  );
  const changed: Omit<ChangedCell, "later">[] = [];
  for (const [i, feature] of group.features.entries()) {
    const type = typeOf(feature.type);
    const [a, b] = [
      `CASE WHEN a.state = ${STATE_FOUND} THEN a.f_${i + 1} END`,
      `CASE WHEN b.state = ${STATE_FOUND} THEN b.f_${i + 1} END`,
    ];
    const columns = [
      `s.${SPINE_ID}`,
      ...group.keys.map((key) => `s.${quoteName(key.spineColumn)}`),
      `${a} AS whole`,
      `${b} AS cut`,
    ];
    const rows = await readAll(
      run.connection,
      `SELECT * FROM (SELECT ${columns.join(", ")} FROM ${quoteName(tables.spine)} AS s
LEFT JOIN ${quoteName(tables.whole)} AS a ON a.row_id = s.${SPINE_ID}
LEFT JOIN ${quoteName(tables.cut)} AS b ON b.row_id = s.${SPINE_ID})
WHERE ${differs(type)} ORDER BY ${SPINE_ID}`,
    );
    for (const row of rows) {
      const [id = null, ...values] = row;
      changed.push({
        group: index,
        output: feature.output,
        type: formatValueType(type),
        row: Number(id),
        time: formatInstant(time),
        keys: keyTypes.map((keyType, k) => toCell(values[k] ?? null, keyType)),
        value: toCell(values[keyTypes.length] ?? null, type),
        withoutLater: toCell(values[keyTypes.length + 1] ?? null, type),
      });
    }
  }
  return changed;
}

function differs(type: ValueType): string {
  if (type.kind !== "float32" && type.kind !== "float64") return "whole IS DISTINCT FROM cut";
  const tolerance = type.kind === "float32" ? 1e-6 : FLOAT_TOLERANCE;
  return `whole IS DISTINCT FROM cut AND NOT coalesce(abs(whole - cut) <= ${tolerance} * greatest(abs(whole), abs(cut)), false)`;
}

/** Rows of the sources behind a group that lie after the time: those of the key where they have its columns, else any. */
async function laterRows(
  run: Run,
  catalog: Catalog,
  group: PitGroup,
  { cut }: ProofOptions,
  { table, cell, time }: { table: string; cell: Omit<ChangedCell, "later">; time: bigint },
): Promise<LaterRows[]> {
  const sources = new Map(
    relationsOf(group)
      .flatMap(filesOf)
      .map((files) => [files.name, files]),
  );
  const found: LaterRows[] = [];
  for (const files of sources.values()) {
    const column = cut[files.name];
    if (!column) continue;
    const bound = await bindRelation(run, catalog, files, files.name);
    const keys = group.keys.filter((key) => bound.columns.some(({ name }) => name === key.column));
    const isOfKey = keys.length === group.keys.length;
    const join = isOfKey
      ? `SEMI JOIN (SELECT * FROM ${quoteName(table)} WHERE ${SPINE_ID} = ${cell.row}) AS s ON ${keys.map((key) => `s.${quoteName(key.spineColumn)} = f.${quoteName(key.column)}`).join(" AND ")}`
      : "";
    const from = `FROM ${quoteName(bound.relation)} AS f ${join} WHERE f.${quoteName(column)} > make_timestamptz(${time})`;
    const [[count = 0] = []] = await readAll(run.connection, `SELECT count(*) ${from}`);
    const list = bound.columns.map(({ name }) => `f.${quoteName(name)}`).join(", ");
    const { rows } = await readRows(
      run.connection,
      `SELECT ${list} ${from} ORDER BY f.${quoteName(column)} LIMIT ${LATER_ROWS_MAX}`,
      bound.columns.map(({ type }) => type),
      { rowsMax: LATER_ROWS_MAX, bytesMax: run.limits.resultBytesMax },
    );
    const columns = bound.columns.map(({ name, type }) => ({ name, type: formatValueType(type) }));
    found.push({ source: files.name, isOfKey, count: Number(count), columns, rows });
  }
  return found;
}
