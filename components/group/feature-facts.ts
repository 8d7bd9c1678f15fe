import { expressionNames } from "@/lib/core/expression/names";
import type { Scalar } from "@/lib/core/model/definitions";

/** What the stored details of a feature say beside its schema. Data from stores is read with care. */
export interface FeatureFacts {
  /** The computation as people read it: a column, an SQL expression, `mean(delay)`. */
  expression: string | null;
  /** The window's literal interval, such as `(t − 7 d, t]`. */
  interval: string | null;
  unit: string | null;
  default: Scalar;
  aliases: string[];
  renamedFrom: string | null;
  constraints: string[];
}

/** Reads the details that a version stores of a feature. */
export function featureFacts(details: Readonly<Record<string, unknown>>): FeatureFacts {
  return {
    expression: textOf(details.expression),
    interval: textOf(details.interval),
    unit: textOf(details.unit),
    default: scalarOf(details.default),
    aliases: Array.isArray(details.aliases) ? details.aliases.map(String) : [],
    renamedFrom: textOf(details.renamed_from),
    constraints: constraintTexts(details.constraints),
  };
}

/** What an expression reads: columns by name, lookups as references. */
export function expressionInputs(expression: string): string[] {
  const names = expressionNames(expression);
  return [
    ...(names?.columns ?? []),
    ...(names?.lookups ?? []).map(({ group, feature }) => `${group}:${feature}`),
  ];
}

/** `≥ −1200`, `≤ 3000`, `one of a, b`, `matches /…/`, `at most 20 characters`. */
export function constraintTexts(constraints: unknown): string[] {
  if (typeof constraints !== "object" || constraints === null) return [];
  const { min, max, allowed, pattern, min_length, max_length } = constraints as Record<string, unknown>;
  return [
    ...(isSaid(min) ? [`≥ ${minus(min)}`] : []),
    ...(isSaid(max) ? [`≤ ${minus(max)}`] : []),
    ...(Array.isArray(allowed)
      ? [`one of ${allowed.map((value) => String(value ?? "null")).join(", ")}`]
      : []),
    ...(isSaid(pattern) ? [`matches /${pattern}/`] : []),
    ...(isSaid(min_length) ? [`at least ${min_length} characters`] : []),
    ...(isSaid(max_length) ? [`at most ${max_length} characters`] : []),
  ];
}

function isSaid(value: unknown): value is string | number | boolean {
  return value !== null && value !== undefined;
}

function minus(value: string | number | boolean): string {
  return String(value).replace(/^-/, "\u2212");
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function scalarOf(value: unknown): Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
