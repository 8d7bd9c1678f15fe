import "server-only";
import { AppError, type FieldProblem } from "@/lib/core/errors";
import { formatValueType } from "@/lib/core/model/value-type";
import type { TypedColumn } from "@/lib/core/pit/cell";
import type { FilesRelation, Relation } from "@/lib/core/pit/relation";
import type { ExpressionDescription, SampleRows, SelectDescription, SourceDescription } from "../../engine";
import { columnLineage, duplicateOutput } from "../column-lineage";
import { readAll, readRows } from "../convert";
import { quoteName } from "../quote";
import {
  type Bound,
  bindRelation,
  Catalog,
  columnsByInput,
  describeQuery,
  selectFailure,
  selectOver,
  twiceMessage,
} from "./bind";
import { parseScalar, parseSelect } from "./parse";
import { type Run, uniqueFiles } from "./run";
import { drawnRows } from "./sample";

type Answer<T> = Omit<T, "traceparent" | "spans">;

export async function describeSource(run: Run, source: FilesRelation): Promise<Answer<SourceDescription>> {
  const bound = await run.step("reading the source", () =>
    bindRelation(run, new Catalog(), source, source.name),
  );
  return {
    columns: typedColumns(bound),
    files: uniqueFiles(run.files).map(({ path, bytes }) => ({ path, bytes })),
    rowCount: await countRows(run, bound),
  };
}

export async function sampleSource(
  run: Run,
  source: FilesRelation,
  options: { rows: number; seed: number },
): Promise<Answer<SampleRows>> {
  const bound = await run.step("reading the source", () =>
    bindRelation(run, new Catalog(), source, source.name),
  );
  const list = bound.columns.map((column) => quoteName(column.name)).join(", ");
  const order = bound.rowOrder.map(quoteName).join(", ");
  const sql = `SELECT ${list} FROM (${drawnRows(bound, options)}) ORDER BY ${order}`;
  const { rows } = await run.step("drawing rows", () =>
    readRows(
      run.connection,
      sql,
      bound.columns.map((column) => column.type),
      { rowsMax: options.rows, bytesMax: run.limits.resultBytesMax },
    ),
  );
  return { columns: typedColumns(bound), rows, rowCount: await countRows(run, bound) };
}

export function describeSelect(
  run: Run,
  text: string,
  inputs: Record<string, Relation>,
): Promise<Answer<SelectDescription>> {
  return describeIn(run, new Catalog(), text, inputs);
}

async function describeIn(
  run: Run,
  catalog: Catalog,
  text: string,
  inputs: Record<string, Relation>,
): Promise<Answer<SelectDescription>> {
  const all: { name: string; bound: Bound }[] = [];
  for (const [name, relation] of Object.entries(inputs)) {
    all.push({ name, bound: await bindRelation(run, catalog, relation, `inputs.${name}`) });
  }
  const columns = new Set(
    all.flatMap(({ bound }) => bound.columns.map((column) => column.name.toLowerCase())),
  );
  const parsed = await parseSelect(run, text, new Set(all.map(({ name }) => name.toLowerCase())), columns);
  const refused = (problems: readonly FieldProblem[]) => ({
    problems: [...problems],
    tables: parsed.tables,
    columns: [],
    lineage: [],
  });
  if (parsed.problems.length > 0 || !parsed.query) return refused(parsed.problems);
  const read = all.filter(({ name }) => parsed.tables.includes(name.toLowerCase()));
  const sql = selectOver(parsed.sql, read);
  try {
    const described = await describeQuery(run, sql);
    const known = columnsByInput(read);
    const twice = duplicateOutput(parsed.query, known);
    if (twice) return refused([{ path: "sql", message: twiceMessage(twice) }]);
    const names = described.map((column) => column.name);
    return {
      problems: [],
      tables: parsed.tables,
      columns: described.map(({ name, type }) => ({ name, type: formatValueType(type) })),
      lineage: columnLineage(parsed.query, names, known),
    };
  } catch (error) {
    const failure = selectFailure(error, parsed.sql, sql, "sql");
    if (failure instanceof AppError && failure.code === "INVALID") return refused(failure.problems);
    throw failure;
  }
}

const EXPRESSION_INPUT = "row";

/** One scalar expression over the columns of a row: no subselect, no aggregate, no window. */
export async function describeExpression(
  run: Run,
  expression: string,
  columns: TypedColumn[],
  catalog = new Catalog(),
): Promise<Answer<ExpressionDescription>> {
  const refused = (problems: FieldProblem[]) => ({
    problems: problems.map((problem) => ({ ...problem, path: "expression" })),
    type: null,
    columns: [],
  });
  const prefix = "SELECT (\n";
  const inFrom = `${prefix}${expression}\n) AS v FROM "${EXPRESSION_INPUT}"`;
  const known = new Set(columns.map((column) => column.name.toLowerCase()));
  const alone = await parseScalar(run, expression, known);
  if (alone.problems.length > 0 || !alone.query) {
    return refused(
      alone.problems.map(({ line, ...problem }) => ({
        ...problem,
        ...(line === undefined ? {} : { line: line - 1 }),
      })),
    );
  }
  const inputs = { [EXPRESSION_INPUT]: { kind: "typed" as const, name: EXPRESSION_INPUT, columns } };
  // Where rows are filtered nothing but a scalar may stand, so the binder itself refuses aggregates and windows.
  const filter = `SELECT 1 AS v FROM "${EXPRESSION_INPUT}" WHERE (\n${expression}\n) IS NULL`;
  const asFilter = await describeIn(run, catalog, filter, inputs);
  if (asFilter.problems.length > 0) return refused(withoutPlace(asFilter.problems));
  const described = await describeIn(run, catalog, inFrom, inputs);
  const [output] = described.columns;
  const [origin] = described.lineage;
  if (described.problems.length > 0 || !output || !origin) return refused(withoutPlace(described.problems));
  const used = new Set(origin.from.map(({ column }) => column));
  return {
    problems: [],
    type: output.type,
    columns: columns.map((column) => column.name).filter((name) => used.has(name)),
  };
}

/** Places are those of the statement around the expression: line 1 of the expression is line 2 there. */
function withoutPlace(problems: FieldProblem[]): FieldProblem[] {
  return problems.map(({ line, ...problem }) =>
    line === undefined ? problem : { ...problem, line: line - 1 },
  );
}

function typedColumns(bound: Bound): TypedColumn[] {
  return bound.columns.map(({ name, type }) => ({ name, type: formatValueType(type) }));
}

async function countRows(run: Run, bound: Bound): Promise<number> {
  if (bound.rowCount !== null) return bound.rowCount;
  const [[count = 0] = []] = await readAll(
    run.connection,
    `SELECT count(*) FROM ${quoteName(bound.relation)}`,
  );
  return Number(count);
}
