/** An expression as written: what stands where, before anybody asks what its names are. Offsets as in problems. */
export type Syntax =
  | { kind: "number"; at: number; text: string }
  | { kind: "text"; at: number; text: string }
  | { kind: "bool"; at: number; value: boolean }
  | { kind: "null"; at: number }
  | { kind: "name"; at: number; name: string }
  | { kind: "field"; at: number; of: Syntax; name: string }
  | { kind: "list"; at: number; items: Syntax[] }
  | { kind: "unary"; at: number; operator: "-" | "not"; operand: Syntax }
  | { kind: "binary"; at: number; operator: BinaryOperator; left: Syntax; right: Syntax }
  | { kind: "is_null"; at: number; operand: Syntax; negated: boolean }
  | { kind: "in"; at: number; operand: Syntax; items: Syntax[]; negated: boolean }
  | { kind: "between"; at: number; operand: Syntax; low: Syntax; high: Syntax; negated: boolean }
  | { kind: "case"; at: number; whens: { condition: Syntax; value: Syntax }[]; otherwise: Syntax | null }
  | { kind: "call"; at: number; name: string; args: Syntax[] };

export const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type BinaryOperator = "+" | "-" | "*" | "/" | "and" | "or" | Comparison;
