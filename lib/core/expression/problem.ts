/** One thing wrong with an expression. Offsets are UTF-16 units of the expression's text. */
export interface ExpressionProblem {
  /** Where it starts; the length of the text when something is missing at its end. */
  at: number;
  message: string;
  expected: string;
}

/** Collects what is wrong with one expression. */
export type Complain = (at: number, message: string, expected: string) => void;
