import type { Cell } from "../pit/cell";
import { operationOf } from "./operations";
import type { CheckedExpression, ExpressionInput, Step } from "./typed";
import { cellOfValue, type Value, valueOfCell } from "./value";

/** Computes an expression for one row. `inputs` are cells of the expression's inputs, in their order. */
export type RowFunction = (inputs: readonly Cell[]) => Cell;

type Compiled = (values: readonly Value[], inputs: readonly Cell[]) => Value;

/**
 * Compiles an expression into a function of one row: pure, without IO, never throwing, safe to keep and to call from
 * anywhere. Every step is computed once per row. Cost per call: linear in the steps.
 *
 * Gives the same cells as the expression's SQL in the offline engine, to the last bit; a property test holds both
 * against each other.
 */
export function rowFunction({ type, steps, inputs }: CheckedExpression): RowFunction {
  const compiled = steps.map((step) => compile(step, steps, inputs));
  return (cells) => {
    const values: Value[] = [];
    for (const compute of compiled) values.push(compute(values, cells));
    return cellOfValue(values.at(-1) ?? null, type);
  };
}

function compile(step: Step, steps: readonly Step[], inputs: readonly ExpressionInput[]): Compiled {
  if (step.kind === "literal") {
    const value = valueOfCell(step.value, step.type);
    return () => value;
  }
  if (step.kind === "input") {
    const type = inputs[step.input]?.type ?? step.type;
    return (_, cells) => valueOfCell(cells[step.input], type);
  }
  const { args } = step;
  const operation = operationOf(step, steps[args[0] ?? 0]?.type ?? step.type);
  return (values) => operation(args.map((arg) => values[arg] ?? null));
}
