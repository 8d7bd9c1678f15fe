import type { Cell } from "../pit/cell";
import type { Expectation } from "./feature-test";

/** A feature whose value is not the expected one. */
export interface TestDifference {
  feature: string;
  type: string;
  expected: Cell;
  got: Cell;
}

/**
 * Compares what a join gave with what a test expects. Values are equal when their cells are, which hold every type
 * without loss: integers and decimals digit by digit, times to the microsecond, floats by their shortest text that reads
 * back as the same number; NaN equals NaN, and 0 is not -0.
 *
 * @param got values in the order of `expected`.
 */
export function testDifferences(expected: readonly Expectation[], got: readonly Cell[]): TestDifference[] {
  return expected.flatMap(({ feature, type, cell }, index) => {
    const found = got[index] ?? null;
    if (sameCell(cell, found)) return [];
    return [{ feature, type, expected: shown(cell, type), got: shown(found, type) }];
  });
}

function sameCell(a: Cell, b: Cell): boolean {
  return typeof a !== "object" && typeof b !== "object"
    ? Object.is(a, b)
    : JSON.stringify(a) === JSON.stringify(b);
}

/** A float32 as its shortest text, not as the digits of the nearest float64. */
function shown(cell: Cell, type: string): Cell {
  if (type !== "float32" || typeof cell !== "number") return cell;
  for (let digits = 1; digits <= 9; digits++) {
    const text = Number(cell.toPrecision(digits));
    if (Math.fround(text) === cell) return text;
  }
  return cell;
}
