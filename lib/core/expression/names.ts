import { parseFeatureRef } from "../model/ref";
import { parseExpression } from "./parse";
import type { Syntax } from "./syntax";

/** What an expression names, whether it exists or not. Each name once, in order of mention. */
export interface ExpressionNames {
  columns: string[];
  lookups: { group: string; feature: string; at: number }[];
}

/** @returns the names in an expression, or `null` when it cannot be read. */
export function expressionNames(text: string): ExpressionNames | null {
  const parsed = parseExpression(text);
  if (!parsed.ok) return null;
  const columns = new Set<string>();
  const lookups = new Map<string, { group: string; feature: string; at: number }>();
  const visit = (syntax: Syntax) => {
    if (syntax.kind === "name") columns.add(syntax.name);
    if (syntax.kind !== "call" || syntax.name !== "lookup") {
      for (const part of partsOf(syntax)) visit(part);
      return;
    }
    const [first, ...keys] = syntax.args;
    const ref = first?.kind === "text" ? parseFeatureRef(first.text) : null;
    if (first && ref?.feature)
      lookups.set(`${ref.group}:${ref.feature}`, { group: ref.group, feature: ref.feature, at: first.at });
    // Left of the equals sign stands a join key of the other group.
    for (const key of keys) if (key.kind === "binary") visit(key.right);
  };
  visit(parsed.syntax);
  return { columns: [...columns], lookups: [...lookups.values()] };
}

function partsOf(syntax: Syntax): readonly Syntax[] {
  switch (syntax.kind) {
    case "field":
      return [syntax.of];
    case "list":
      return syntax.items;
    case "unary":
    case "is_null":
      return [syntax.operand];
    case "binary":
      return [syntax.left, syntax.right];
    case "in":
      return [syntax.operand, ...syntax.items];
    case "between":
      return [syntax.operand, syntax.low, syntax.high];
    case "case":
      return [
        ...syntax.whens.flatMap(({ condition, value }) => [condition, value]),
        ...(syntax.otherwise ? [syntax.otherwise] : []),
      ];
    case "call":
      return syntax.args;
    default:
      return [];
  }
}
