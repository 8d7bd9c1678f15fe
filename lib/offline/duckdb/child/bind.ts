import "server-only";
import type { DuckDBType } from "@duckdb/node-api";
import { AppError, type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import { castRule } from "@/lib/core/pit/cast";
import type {
  ColumnsRelation,
  FilesRelation,
  Relation,
  SelectRelation,
  TypedRelation,
} from "@/lib/core/pit/relation";
import { isZone } from "@/lib/core/time/zone";
import { duplicateOutput } from "../column-lineage";
import { readAll } from "../convert";
import { quoteName, quoteText, quoteTexts } from "../quote";
import { readAs, sqlTypeOf } from "../types";
import { bindRows, cutAt } from "./bind-rows";
import { bindStored } from "./bind-stored";
import { CSV_ORDER, loadCsv } from "./csv";
import { parseSelect, publicProblem } from "./parse";
import type { Run } from "./run";

interface BoundColumn {
  name: string;
  type: ValueType;
}

/** A relation that stands in the instance as a view or table. */
export interface Bound {
  /** Unquoted name of the view or table. */
  relation: string;
  columns: BoundColumn[];
  /** Columns beside `columns` that give rows their order; empty when rows have none. */
  rowOrder: readonly string[];
  /** Whether reading it twice gives the same rows for about the cost of reading the files. */
  isRereadable: boolean;
  /** Rows, where that is known without reading them. */
  rowCount: number | null;
}

/** Names in use in the instance, and the statements that people are shown, without absolute paths. */
export class Catalog {
  private readonly taken = new Set<string>();
  private readonly bound = new Map<string, Promise<Bound>>();
  readonly shown: string[] = [];

  /** @returns the wanted name, or it with a number when it is taken; case does not count. */
  name(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.taken.has(name.toLowerCase()); i++) name = `${wanted}_${i}`;
    this.taken.add(name.toLowerCase());
    return name;
  }

  /** Equal relations stand in the instance once, however many groups read them. */
  once(relation: Relation, bind: () => Promise<Bound>): Promise<Bound> {
    const key = JSON.stringify(relation);
    const known = this.bound.get(key) ?? bind();
    this.bound.set(key, known);
    return known;
  }
}

const PARQUET_ORDER = ["file_index", "file_row_number"] as const;
const HIDDEN_ORDER = ["__file", "__row"] as const;

/**
 * Makes a relation readable under a name.
 *
 * @param field path of problems that no file and no SELECT is to blame for.
 * @throws AppError INVALID when files cannot be read, types do not fit or a SELECT is refused.
 */
export async function bindRelation(
  run: Run,
  catalog: Catalog,
  relation: Relation,
  field: string,
): Promise<Bound> {
  switch (relation.kind) {
    case "files":
      return catalog.once(relation, () =>
        relation.format === "csv" ? bindCsv(run, catalog, relation) : bindParquet(run, catalog, relation),
      );
    case "select":
      return bindSelect(run, catalog, relation, field);
    case "columns":
      return bindColumns(run, catalog, relation, field);
    case "typed":
      return bindTyped(run, catalog, relation);
    case "stored":
      return bindStored(run, catalog, relation);
    case "rows":
      return bindRows(run, catalog, relation);
    case "until":
      return cutAt(run, catalog, relation, await bindRelation(run, catalog, relation.input, field));
  }
}

/** Columns of a query's result, with the SQL that reads each as its value type. */
export async function describeQuery(
  run: Run,
  sql: string,
): Promise<{ name: string; type: ValueType; read: (sql: string) => string }[]> {
  const result = await run.connection.run(`SELECT * FROM (${sql}\n) LIMIT 0`);
  return result.columnTypes().map((type: DuckDBType, i) => {
    const as = readAs(type);
    return { name: result.columnName(i), type: as.type, read: as.convert ?? ((column) => column) };
  });
}

async function bindParquet(run: Run, catalog: Catalog, relation: FilesRelation): Promise<Bound> {
  checkZone(relation);
  const files = run.files[relation.path] ?? [];
  const reader = (paths: readonly string[]) =>
    `read_parquet(${quoteTexts(paths)}, hive_partitioning = false${files.length > 1 ? ", union_by_name = true" : ""})`;
  const real = reader(files.map((file) => file.realPath));
  const described = await describeQuery(run, `SELECT * FROM ${real}`);
  const reserved = described.filter(({ name }) =>
    [...PARQUET_ORDER, ...HIDDEN_ORDER].some((word) => word === name.toLowerCase()),
  );
  if (reserved.length > 0) {
    throw invalid(
      reserved.map(({ name }) => ({ path: relation.name, message: `the column name ${name} is reserved` })),
    );
  }
  const columns = described.map(({ name, type, read }) =>
    timeColumn(relation, name, type, read(quoteName(name))),
  );
  checkPinned(relation, columns);
  const pinned = new Map(
    (relation.columns ?? []).map((column) => [column.name, parseValueType(column.type)]),
  );
  const selected = columns.map((column) => {
    const type = pinned.get(column.name) ?? column.type;
    return { name: column.name, type, sql: castSql(column.sql, column.type, type) };
  });
  const order = PARQUET_ORDER.map((column, i) => `${column} AS ${quoteName(HIDDEN_ORDER[i] ?? column)}`);
  const select = (from: string) =>
    `SELECT ${[...selected.map(({ name, sql }) => named(sql, name)), ...order].join(", ")}\nFROM ${from}`;
  const name = catalog.name(relation.name);
  await run.execute(`CREATE VIEW ${quoteName(name)} AS ${select(real)}`);
  catalog.shown.push(`CREATE VIEW ${quoteName(name)} AS\n${select(reader([relation.path]))};`);
  return {
    relation: name,
    columns: selected.map(({ name: column, type }) => ({ name: column, type })),
    // One file needs no file number; leaving it out keeps the sort key short.
    rowOrder: files.length > 1 ? HIDDEN_ORDER : [HIDDEN_ORDER[1]],
    isRereadable: true,
    rowCount: await parquetRows(
      run,
      files.map((file) => file.realPath),
    ),
  };
}

async function parquetRows(run: Run, paths: string[]): Promise<number> {
  const [[count = 0] = []] = await readAll(
    run.connection,
    `SELECT sum(num_rows) FROM parquet_file_metadata(${quoteTexts(paths)})`,
  );
  return Number(count);
}

async function bindCsv(run: Run, catalog: Catalog, relation: FilesRelation): Promise<Bound> {
  checkZone(relation);
  const files = run.files[relation.path] ?? [];
  const name = catalog.name(relation.name);
  const loaded = await loadCsv(run, relation, files, catalog.name(`${relation.name}_text`));
  await run.execute(`CREATE TABLE ${quoteName(name)} AS ${loaded.select}`);
  const types = loaded.columns.map((column) => `${quoteName(column.name)} ${sqlTypeOf(column.type)}`);
  catalog.shown.push(
    `CREATE TABLE ${quoteName(name)} (${types.join(", ")});\n-- ${loaded.rowCount} rows read from ${relation.path.replaceAll(/[\r\n]/g, " ")}`,
  );
  return {
    relation: name,
    columns: loaded.columns,
    rowOrder: CSV_ORDER,
    isRereadable: true,
    rowCount: loaded.rowCount,
  };
}

/** A naive time column becomes an instant where a zone is declared; infinite times become null. */
function timeColumn(
  relation: FilesRelation,
  name: string,
  type: ValueType,
  sql: string,
): BoundColumn & { sql: string } {
  const isNaive = type.kind === "timestamp_ntz" || type.kind === "date";
  if (!isNaive || relation.timezone === null || !relation.times.includes(name)) return { name, type, sql };
  const wall = type.kind === "date" ? `CAST(${sql} AS TIMESTAMP)` : sql;
  // timezone() costs ten times a scan; for UTC the microseconds are the instant already.
  const instant =
    relation.timezone === "UTC"
      ? `make_timestamptz(epoch_us(${wall}))`
      : `timezone(${quoteText(relation.timezone)}, ${wall})`;
  return { name, type: { kind: "timestamp" }, sql: instant };
}

function checkZone(relation: FilesRelation) {
  if (relation.timezone !== null && !isZone(relation.timezone)) {
    throw invalid([
      { path: `${relation.name}.timezone`, message: `${relation.timezone} is not an IANA time zone` },
    ]);
  }
}

/** Files must still hold the columns that were pinned, as a type that reads as the pinned one. */
function checkPinned(relation: FilesRelation, columns: readonly BoundColumn[]) {
  const problems: FieldProblem[] = [];
  for (const pinned of relation.columns ?? []) {
    const path = `${relation.name}.${pinned.name}`;
    const column = columns.find((candidate) => candidate.name === pinned.name);
    const type = parseValueType(pinned.type);
    if (!column) problems.push({ path, message: "the column is no longer in the files" });
    else if (!type || castRule(column.type, type) === "refuse") {
      problems.push({
        path,
        message: `was ${pinned.type} when it was pinned and is ${formatValueType(column.type)} now`,
      });
    }
  }
  if (problems.length > 0) throw invalid(problems);
}

async function bindSelect(
  run: Run,
  catalog: Catalog,
  relation: SelectRelation,
  field: string,
): Promise<Bound> {
  const columns = new Set(Object.values(relation.inputs).flatMap(declaredNames));
  const parsed = await parseSelect(run, relation.sql, new Set(Object.keys(relation.inputs)), columns);
  if (parsed.problems.length > 0) {
    throw invalid(parsed.problems.map((problem) => ({ ...problem, path: `${field}.transform` })));
  }
  const inputs: { name: string; bound: Bound }[] = [];
  for (const name of parsed.tables) {
    const input = relation.inputs[name];
    if (input) inputs.push({ name, bound: await bindRelation(run, catalog, input, field) });
  }
  const sql = selectOver(parsed.sql, inputs);
  const described = await describeQuery(run, sql).catch((error: unknown) => {
    throw selectFailure(error, parsed.sql, sql, `${field}.transform`);
  });
  const twice = parsed.query && duplicateOutput(parsed.query, columnsByInput(inputs));
  if (twice) throw invalid([{ path: `${field}.transform`, message: twiceMessage(twice) }]);
  const isPlain = described.every(({ read, name }) => read(name) === name);
  const typed = described
    .map(({ name, read }) => `${read(quoteName(name))} AS ${quoteName(name)}`)
    .join(", ");
  const name = catalog.name(relation.name);
  const view = `CREATE VIEW ${quoteName(name)} AS\n${isPlain ? sql : `SELECT ${typed} FROM (${sql}\n)`}`;
  await run.execute(view);
  catalog.shown.push(`${view};`);
  return {
    relation: name,
    columns: described.map(({ name: column, type }) => ({ name: column, type })),
    rowOrder: [],
    isRereadable: parsed.isRowwise && inputs.every(({ bound }) => bound.isRereadable),
    rowCount: parsed.isRowwise ? (inputs[0]?.bound.rowCount ?? null) : null,
  };
}

export function twiceMessage(name: string): string {
  return `gives two columns ${name} (case does not count)`;
}

/** Columns of each input, by its name in lower case. */
export function columnsByInput(inputs: readonly { name: string; bound: Bound }[]): Map<string, string[]> {
  return new Map(
    inputs.map(({ name, bound }) => [name.toLowerCase(), bound.columns.map((column) => column.name)]),
  );
}

/** The SELECT with its inputs in scope under their own names, whatever they are called in the instance. */
export function selectOver(sql: string, inputs: readonly { name: string; bound: Bound }[]): string {
  if (inputs.length === 0) return `SELECT * FROM (\n${sql}\n) AS q`;
  const named = inputs.map(({ name, bound }) => {
    const columns = bound.columns.map((column) => quoteName(column.name)).join(", ");
    return `${quoteName(name)} AS NOT MATERIALIZED (SELECT ${columns} FROM ${quoteName(bound.relation)})`;
  });
  return `WITH ${named.join(",\n  ")}\nSELECT * FROM (\n${sql}\n) AS q`;
}

/** A binder's complaint about a person's SELECT, with its place in their text. */
export function selectFailure(error: unknown, sql: string, wrapped: string, path: string): unknown {
  const problem = publicProblem(error, sql, wrapped, path);
  if (!problem) return error;
  const refused = invalid([problem]);
  return new AppError("INVALID", refused.message, { problems: [problem], cause: error });
}

async function bindColumns(
  run: Run,
  catalog: Catalog,
  relation: ColumnsRelation,
  field: string,
): Promise<Bound> {
  return projectColumns(
    run,
    catalog,
    await bindRelation(run, catalog, relation.input, field),
    relation.columns,
    field,
  );
}

/** A view over a bound relation with its columns renamed and cast; row order stays. */
export async function projectColumns(
  run: Run,
  catalog: Catalog,
  input: Bound,
  wanted: ColumnsRelation["columns"],
  field: string,
): Promise<Bound> {
  const problems: FieldProblem[] = [];
  const columns = wanted.map(({ name, column, type }) => {
    const found = input.columns.find((candidate) => candidate.name === column);
    const declared = type === null ? (found?.type ?? null) : parseValueType(type);
    const path = `${field}.${name}`;
    if (!found) {
      const known = input.columns.map((candidate) => candidate.name).join(", ");
      problems.push({ path, message: `${input.relation} has no column ${column}`, expected: known });
    } else if (!declared || castRule(found.type, declared) === "refuse") {
      problems.push({ path, message: `${column} is ${formatValueType(found.type)}, declared is ${type}` });
    }
    const from = found?.type ?? { kind: "string" as const };
    return { name, type: declared ?? from, sql: castSql(quoteName(column), from, declared ?? from) };
  });
  if (problems.length > 0) throw invalid(problems);
  const order = input.rowOrder.map(quoteName);
  const name = catalog.name(`${input.relation}_as_group`);
  const list = [...columns.map(({ name: column, sql }) => named(sql, column)), ...order].join(", ");
  const view = `CREATE VIEW ${quoteName(name)} AS\nSELECT ${list}\nFROM ${quoteName(input.relation)}`;
  await run.execute(view);
  catalog.shown.push(`${view};`);
  return {
    ...input,
    relation: name,
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
  };
}

async function bindTyped(run: Run, catalog: Catalog, relation: TypedRelation): Promise<Bound> {
  // A table needs a column; nobody asks for this one.
  const declared = relation.columns.length > 0 ? relation.columns : [{ name: "__none", type: "bool" }];
  const columns = declared.map(({ name, type }) => {
    const parsed = parseValueType(type);
    if (!parsed)
      throw invalid([{ path: `${relation.name}.${name}`, message: `${type} is not a value type` }]);
    return { name, type: parsed };
  });
  const name = catalog.name(relation.name);
  const list = columns.map((column) => `${quoteName(column.name)} ${sqlTypeOf(column.type)}`).join(", ");
  await run.execute(`CREATE TABLE ${quoteName(name)} (${list})`);
  return { relation: name, columns, rowOrder: [], isRereadable: true, rowCount: 0 };
}

/** `expression AS "name"`, or the name alone where that is the same. */
export function named(sql: string, name: string): string {
  return sql === quoteName(name) ? sql : `${sql} AS ${quoteName(name)}`;
}

export function castSql(sql: string, from: ValueType, to: ValueType): string {
  return formatValueType(from) === formatValueType(to) ? sql : `CAST(${sql} AS ${sqlTypeOf(to)})`;
}

/** Column names that a relation is known to have before it is bound, in lower case. */
function declaredNames(relation: Relation): string[] {
  if (relation.kind === "select") return [];
  if (relation.kind === "until") return declaredNames(relation.input);
  return (relation.columns ?? []).map((column) => column.name.toLowerCase());
}
