import "server-only";
import type { Scalar } from "@/lib/core/model/definitions";
import { formatValueType, type ValueType } from "@/lib/core/model/value-type";
import type { RawEncoding } from "../../../stored";
import { quoteName, quoteText } from "../../quote";
import { sqlTypeOf } from "../../types";
import type { TypedInput } from "./typed-columns";

/** One thing that may be wrong with a row. */
export interface Check {
  /** A column, or a rule's name. */
  column: string;
  /** SQL over the typed rows that is true where it is wrong, and never null. */
  wrong: string;
  /** SQL of the value as it came. */
  value: string;
  message: string;
  expected: string;
}

/** Name of the column of typed rows that holds what came, by the column's place. */
export function rawName(index: number): string {
  return `__raw_${index + 1}`;
}

/** Everything that is checked about each row, in the order of the columns. */
export function checksOf(inputs: readonly TypedInput[], encoding: RawEncoding): Check[] {
  return inputs.flatMap((input, index) => columnChecks(input, quoteName(rawName(index)), encoding));
}

function columnChecks({ column, type }: TypedInput, raw: string, encoding: RawEncoding): Check[] {
  const value = quoteName(column.name);
  const check = (wrong: string, message: string, expected: string): Check => ({
    column: column.name,
    wrong: `COALESCE(${wrong}, false)`,
    value:
      encoding === "json"
        ? `CASE WHEN starts_with(${raw}, '"') THEN json_extract_string(${raw}, '$') ELSE ${raw} END`
        : raw,
    message,
    expected,
  });
  const expected = formatValueType(type);
  const checks = [check(`${raw} IS NOT NULL AND ${value} IS NULL`, `is not ${expected}`, expected)];
  if (!column.nullable) checks.push(check(`${raw} IS NULL`, "is empty", `a value (${expected})`));
  if (column.role === "event_time" || column.role === "created_time")
    checks.push(check(`NOT isfinite(${value})`, "is infinite", "a time"));
  if (type.kind === "string")
    checks.push(check(`contains(${value}, chr(0))`, "holds a NUL character", "text without NUL"));
  return [...checks, ...constraintChecks({ column, type }, value, check)];
}

function constraintChecks(
  { column, type }: Pick<TypedInput, "column" | "type">,
  value: string,
  check: (wrong: string, message: string, expected: string) => Check,
): Check[] {
  if (!column.constraints) return [];
  const { min, max, allowed, pattern, min_length, max_length } = column.constraints;
  const isNan = type.kind === "float32" || type.kind === "float64" ? ` OR isnan(${value})` : "";
  const checks: Check[] = [];
  if (min !== null)
    checks.push(check(`${value} < ${literal(min, type)}${isNan}`, `is below ${min}`, `at least ${min}`));
  if (max !== null)
    checks.push(check(`${value} > ${literal(max, type)}${isNan}`, `is above ${max}`, `at most ${max}`));
  if (allowed !== null) {
    const list = allowed.filter((one) => one !== null).map((one) => literal(one, type));
    checks.push(
      check(
        list.length > 0 ? `${value} NOT IN (${list.join(", ")})` : `${value} IS NOT NULL`,
        "is not one of the allowed values",
        `one of ${allowed.join(", ")}`,
      ),
    );
  }
  if (pattern !== null)
    checks.push(check(`NOT regexp_matches(${value}, ${quoteText(pattern)})`, "does not match", pattern));
  if (min_length !== null)
    checks.push(
      check(`length(${value}) < ${min_length}`, "is too short", `${min_length} characters or more`),
    );
  if (max_length !== null)
    checks.push(check(`length(${value}) > ${max_length}`, "is too long", `at most ${max_length} characters`));
  return checks;
}

/** A scalar of a definition, which was checked against the type when it was applied. */
function literal(value: Scalar, type: ValueType): string {
  return `CAST(${quoteText(String(value))} AS ${sqlTypeOf(type)})`;
}

/** SQL that is true for rows with anything wrong. */
export function anyWrong(checks: readonly Check[]): string {
  return checks.length === 0 ? "false" : checks.map(({ wrong }) => `(${wrong})`).join(" OR ");
}
