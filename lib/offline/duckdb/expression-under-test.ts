import "server-only";
import { DuckDBInstance } from "@duckdb/node-api";
import { checkExpression } from "@/lib/core/expression/check";
import { rowFunction } from "@/lib/core/expression/evaluate";
import type { ExpressionScope } from "@/lib/core/expression/scope";
import type { CheckedExpression } from "@/lib/core/expression/typed";
import { formatValueType, parseValueType, type ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import { selectComputed } from "./compile-expression";
import { readRows } from "./convert";
import { quoteName, quoteText } from "./quote";
import { sqlTypeOf } from "./types";

/** Columns of a test's rows by name, with their types as text. */
export type Columns = Record<string, string>;

/** Both back ends over the same rows. */
export interface ExpressionUnderTest {
  /** What the SQL gives for each row, and what the row function gives. */
  both(text: string, columns: Columns, rows: readonly Cell[][], declared?: string): Promise<BothAnswers>;
  sql(statement: string): Promise<void>;
  close(): void;
}

interface BothAnswers {
  type: string;
  engine: Cell[];
  row: Cell[];
}

export async function startExpressionUnderTest(): Promise<ExpressionUnderTest> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  let loaded: readonly Cell[][] | null = null;
  return {
    async sql(statement) {
      await connection.run(statement);
    },
    async both(text, columns, rows, declared) {
      const expression = checked(text, columns, declared);
      const { type, inputs } = expression;
      const names = Object.keys(columns);
      const types = Object.values(columns).map(typeNamed);
      if (loaded !== rows)
        for (const statement of tableSql(names, types, rows)) await connection.run(statement);
      loaded = rows;
      const sources = inputs.map((input) => (input.kind === "column" ? input.name : ""));
      const sql = selectComputed('"t"', ["id"], [{ expression, columns: sources, output: "v" }]);
      const caps = { rowsMax: rows.length, bytesMax: 1e9 };
      const ordered = `SELECT "v" FROM (${sql}) ORDER BY "id"`;
      const result = await readRows(connection, ordered, [type], caps);
      const compute = rowFunction(expression);
      const row = rows.map((cells) => compute(sources.map((name) => cells[names.indexOf(name)] ?? null)));
      return { type: formatValueType(type), engine: result.rows.map(([cell = null]) => cell), row };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** @throws Error with every problem of the expression. */
export function checked(text: string, columns: Columns, declared?: string): CheckedExpression {
  const outcome = checkExpression(
    text,
    scopeOf(columns),
    declared === undefined ? null : typeNamed(declared),
  );
  if (outcome.ok) return outcome.expression;
  throw new Error(
    `${text}: ${outcome.problems.map(({ at, message, expected }) => `${at} ${message} → ${expected}`).join("; ")}`,
  );
}

export function scopeOf(columns: Columns): ExpressionScope {
  return {
    columns: new Map(Object.entries(columns).map(([name, type]) => [name, typeNamed(type)])),
    refused: new Map(),
    keyColumns: new Set(),
    lookup: () => ({ ok: false, message: "There is no other group.", expected: "none" }),
  };
}

export function typeNamed(text: string): ValueType {
  const type = parseValueType(text);
  if (!type) throw new Error(`${text} is no type`);
  return type;
}

function tableSql(names: readonly string[], types: readonly ValueType[], rows: readonly Cell[][]): string[] {
  const columns = names.map((name, i) => `${quoteName(name)} ${sqlTypeOf(types[i] ?? { kind: "bool" })}`);
  const values = rows.map(
    (cells, id) => `(${[id, ...types.map((type, i) => cellSql(cells[i] ?? null, type))].join(", ")})`,
  );
  const statements = [`CREATE OR REPLACE TABLE t (${["id INTEGER", ...columns].join(", ")})`];
  // Long lists of values are slow to plan.
  for (let at = 0; at < values.length; at += 100)
    statements.push(`INSERT INTO t VALUES ${values.slice(at, at + 100).join(", ")}`);
  return statements;
}

function cellSql(cell: Cell, type: ValueType): string {
  if (cell === null) return `CAST(NULL AS ${sqlTypeOf(type)})`;
  if (Array.isArray(cell)) {
    const element: ValueType = type.kind === "list" ? type.element : { kind: "float32" };
    return `CAST([${cell.map((item) => cellSql(item, element)).join(", ")}] AS ${sqlTypeOf(type)})`;
  }
  if (typeof cell === "object") {
    const fields = type.kind === "struct" ? type.fields : [];
    const parts = fields.map(
      (field) => `${quoteText(field.name)}: ${cellSql(cell[field.name] ?? null, field.type)}`,
    );
    return `CAST({${parts.join(", ")}} AS ${sqlTypeOf(type)})`;
  }
  if (type.kind === "bytes") return `from_base64(${quoteText(String(cell))})`;
  return `CAST(${quoteText(String(cell))} AS ${sqlTypeOf(type)})`;
}
