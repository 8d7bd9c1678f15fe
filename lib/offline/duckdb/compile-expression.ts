import "server-only";
import type { CheckedExpression, Step } from "@/lib/core/expression/typed";
import { callSql, literalSql } from "./expression-sql";
import { quoteName } from "./quote";
import { sqlTypeOf } from "./types";

/** An expression over columns of the rows that it is computed for. */
export interface ColumnExpression {
  expression: CheckedExpression;
  /** For each input the column of the rows that holds it; unquoted. */
  columns: readonly string[];
  /** Name of the output column. */
  output: string;
}

/** Levels of brackets in one SQL expression before a part of it becomes a column of its own. */
const NESTING_MAX = 20;
/** Columns of our own beside those of the rows, whose names never start with two underscores and an x. */
const STEP_PREFIX = "__x";

interface Compiled {
  sql: string;
  /** The layer whose columns it reads; 0 = the rows themselves. */
  layer: number;
  nesting: number;
}

/**
 * One SELECT that computes expressions for every row, beside columns that are kept.
 *
 * What several parts of an expression share is computed once: it becomes a column of a SELECT further in. Every
 * function in it is total (see `Operation`), so no row can make the statement fail. Only quoted names, quoted literals
 * and whole numbers stand in it.
 *
 * @param rows SQL of a relation: a quoted name or a SELECT in brackets.
 * @param kept columns of the rows that come out unchanged, first; unquoted.
 */
export function selectComputed(
  rows: string,
  kept: readonly string[],
  expressions: readonly ColumnExpression[],
): string {
  const compiler = new Compiler();
  const outputs = expressions.map(({ expression, columns, output }) => ({
    sql: compiler.compile(expression, columns),
    output,
  }));
  const list = [
    ...kept.map(quoteName),
    ...outputs.map(({ sql, output }) => `${sql} AS ${quoteName(output)}`),
  ];
  return `SELECT ${list.join(",\n  ")}\nFROM ${compiler.layersOver(rows)}`;
}

class Compiler {
  /** Steps by layer, the innermost first. */
  readonly #layers: string[][] = [];
  #count = 0;

  /** @returns the SQL of the result over the columns of the outermost layer. */
  compile({ steps }: CheckedExpression, columns: readonly string[]): string {
    const uses = usesOf(steps);
    const compiled: Compiled[] = [];
    for (const [index, step] of steps.entries()) {
      const plain = compileStep(step, steps, columns, compiled);
      const isShared = (uses[index] ?? 0) > 1 && step.kind === "call";
      compiled.push(isShared || plain.nesting > NESTING_MAX ? this.#step(plain) : plain);
    }
    return compiled.at(-1)?.sql ?? "NULL";
  }

  layersOver(rows: string): string {
    return this.#layers.reduce((inner, steps) => `(SELECT *, ${steps.join(",\n  ")}\nFROM ${inner})`, rows);
  }

  #step({ sql, layer }: Compiled): Compiled {
    const name = quoteName(`${STEP_PREFIX}${++this.#count}`);
    const steps = this.#layers[layer] ?? [];
    this.#layers[layer] = steps;
    steps.push(`${sql} AS ${name}`);
    return { sql: name, layer: layer + 1, nesting: 1 };
  }
}

function compileStep(
  step: Step,
  steps: readonly Step[],
  columns: readonly string[],
  before: readonly Compiled[],
): Compiled {
  if (step.kind === "literal") return { sql: literalSql(step.value, step.type), layer: 0, nesting: 1 };
  if (step.kind === "input") {
    const column = quoteName(columns[step.input] ?? "");
    return { sql: `CAST(${column} AS ${sqlTypeOf(step.type)})`, layer: 0, nesting: 1 };
  }
  const args = step.args.flatMap((arg) => before[arg] ?? []);
  const from = steps[step.args[0] ?? 0]?.type ?? step.type;
  return {
    sql: callSql(
      step,
      args.map((arg) => arg.sql),
      from,
    ),
    layer: Math.max(0, ...args.map((arg) => arg.layer)),
    nesting: 2 + Math.max(0, ...args.map((arg) => arg.nesting)),
  };
}

/** How often each step is written out by those after it. */
function usesOf(steps: readonly Step[]): number[] {
  const uses = steps.map(() => 0);
  for (const step of steps) {
    if (step.kind !== "call") continue;
    const times = REPEATING.has(step.operation.name) ? 2 : 1;
    for (const arg of step.args) uses[arg] = (uses[arg] ?? 0) + times;
  }
  return uses;
}

/** Operations whose SQL names an argument more than once. */
const REPEATING: ReadonlySet<string> = new Set([
  "square_root",
  "difference",
  "part",
  "date_of",
  "list_min",
  "list_max",
  "list_contains",
  "element",
  "dot",
  "convert",
]);
