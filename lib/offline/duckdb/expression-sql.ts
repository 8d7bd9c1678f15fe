import "server-only";
import { assertNever } from "@/lib/core/errors";
import { parsePattern, re2Text } from "@/lib/core/expression/pattern-syntax";
import { BLANKS, HASH_DIGITS, LETTER_PAIRS } from "@/lib/core/expression/text-operations";
import { FIRST_DAY, LAST_DAY_END } from "@/lib/core/expression/time-operations";
import type { CallStep, PlainOperation, TimePart } from "@/lib/core/expression/typed";
import { isFloat, isInteger } from "@/lib/core/expression/types";
import type { ValueType } from "@/lib/core/model/value-type";
import type { Cell } from "@/lib/core/pit/cell";
import { quoteText } from "./quote";
import { sqlTypeOf } from "./types";

/** A constant as SQL. Nested types have no constants; their nulls do. */
export function literalSql(value: Cell, type: ValueType): string {
  if (value === null) return `CAST(NULL AS ${sqlTypeOf(type)})`;
  if (type.kind === "bool") return value === true ? "TRUE" : "FALSE";
  if (type.kind === "string") return quoteText(String(value));
  return `CAST(${quoteText(String(value))} AS ${sqlTypeOf(type)})`;
}

/**
 * A call as SQL over the SQL of its arguments, which have the types of their steps; the result has that of the call.
 *
 * @param from type of the first argument.
 */
export function callSql({ operation, type }: CallStep, sql: readonly string[], from: ValueType): string {
  const [a = ""] = sql;
  switch (operation.name) {
    case "matches": {
      const parsed = parsePattern(operation.pattern);
      if (!parsed.ok) throw new Error("a checked expression holds no broken pattern");
      return `regexp_matches(${a}, ${quoteText(re2Text(parsed.pattern))})`;
    }
    case "substring":
      return `substring(${a}, ${operation.start}, ${operation.count})`;
    case "field":
      return `struct_extract(${a}, ${quoteText(operation.field)})`;
    case "part":
      return inCommonYears(
        a,
        from,
        `CAST(${PARTS[operation.part]}(${wallSql(a, operation.zone)}) AS BIGINT)`,
      );
    case "date_of":
      return inCommonYears(a, from, `CAST(${wallSql(a, operation.zone)} AS DATE)`);
    case "convert":
      return convertSql(a, from, type);
    case "to_int":
      return `TRY_CAST(trunc(${a}) AS BIGINT)`;
    default:
      return plainSql(operation.name, sql, from, type);
  }
}

const PARTS: Record<TimePart, string> = {
  year: "year",
  quarter: "quarter",
  month: "month",
  week: "week",
  day: "day",
  day_of_week: "isodow",
  day_of_year: "dayofyear",
  hour: "hour",
  minute: "minute",
  second: "second",
};

function plainSql(
  name: Exclude<PlainOperation, "convert" | "to_int">,
  sql: readonly string[],
  from: ValueType,
  type: ValueType,
): string {
  const [a = "", b = ""] = sql;
  switch (name) {
    case "add":
      return arithmeticSql(a, "+", b, type);
    case "subtract":
      return arithmeticSql(a, "-", b, type);
    case "multiply":
      return arithmeticSql(a, "*", b, type);
    case "negate":
      return isInteger(type) ? `TRY_CAST(-CAST(${a} AS HUGEINT) AS BIGINT)` : `(-${a})`;
    case "absolute":
      return isInteger(type) ? `TRY_CAST(abs(CAST(${a} AS HUGEINT)) AS BIGINT)` : `abs(${a})`;
    case "divide":
      return `(${a} / nullif(${b}, CAST(0 AS DOUBLE)))`;
    case "quotient":
      return `TRY_CAST(CAST(${a} AS HUGEINT) // nullif(${b}, 0) AS BIGINT)`;
    case "remainder":
      return isInteger(type)
        ? `CAST(CAST(${a} AS HUGEINT) % nullif(${b}, 0) AS BIGINT)`
        : `(${a} % nullif(${b}, CAST(0 AS DOUBLE)))`;
    case "floor":
    case "ceil":
      return isFloat(type) ? `${name}(${a})` : `TRY_CAST(${name}(${a}) AS ${sqlTypeOf(type)})`;
    case "round":
      return `round(${a})`;
    case "square_root":
      return `sqrt(CASE WHEN ${a} >= 0 THEN ${a} END)`;
    case "bits":
      return `CAST(CAST(${a} AS BIT) AS BIGINT)`;
    case "from_bits":
      return `CAST(CAST(${a} AS BIT) AS DOUBLE)`;
    case "equal":
      return `(${a} = ${b})`;
    case "less":
      return `(${a} < ${b})`;
    case "less_equal":
      return `(${a} <= ${b})`;
    case "and":
    case "or":
      return `(${sql.join(name === "and" ? " AND " : " OR ")})`;
    case "not":
      return `(NOT ${a})`;
    case "is_null":
      return `(${a} IS NULL)`;
    case "coalesce":
      return `coalesce(${sql.join(", ")})`;
    case "case":
      return caseSql(sql);
    case "difference":
      return differenceSql(a, b, from);
    default:
      return textOrListSql(name, sql, from, type);
  }
}

type TextOrList = Exclude<
  PlainOperation,
  | "convert"
  | "to_int"
  | "add"
  | "subtract"
  | "multiply"
  | "negate"
  | "absolute"
  | "divide"
  | "quotient"
  | "remainder"
  | "floor"
  | "ceil"
  | "round"
  | "square_root"
  | "bits"
  | "from_bits"
  | "equal"
  | "less"
  | "less_equal"
  | "and"
  | "or"
  | "not"
  | "is_null"
  | "coalesce"
  | "case"
  | "difference"
>;

function textOrListSql(name: TextOrList, sql: readonly string[], from: ValueType, type: ValueType): string {
  const [a = "", b = ""] = sql;
  switch (name) {
    case "length":
      return `length(${a})`;
    case "lower":
      return `translate(${a}, ${quoteText(LETTER_PAIRS.upper)}, ${quoteText(LETTER_PAIRS.lower)})`;
    case "upper":
      return `translate(${a}, ${quoteText(LETTER_PAIRS.lower)}, ${quoteText(LETTER_PAIRS.upper)})`;
    case "trim":
      return `trim(${a}, ${quoteText(BLANKS)})`;
    case "concat":
      return `(${sql.join(" || ")})`;
    case "starts_with":
    case "ends_with":
    case "contains":
      return `${name}(${a}, ${b})`;
    case "escape":
      return `replace(replace(${a}, '\\', '\\\\'), '|', '\\|')`;
    case "to_text":
      return `CAST(${a} AS VARCHAR)`;
    case "hash":
      return `CAST('0x' || substr(md5(${a}), 1, ${HASH_DIGITS}) AS BIGINT)`;
    case "list":
      return `CAST([${sql.join(", ")}] AS ${sqlTypeOf(type)})`;
    case "size":
      return `len(${a})`;
    case "element":
      return `CASE WHEN ${b} >= 1 THEN list_extract(${a}, ${b}) END`;
    case "list_sum":
      return listSumSql(a, from);
    case "list_count":
      return `len(${present(a)})`;
    case "list_min":
      return leastSql(a, "y < x");
    case "list_max":
      return leastSql(a, "x < y");
    case "list_contains":
      return `CASE WHEN ${b} IS NOT NULL THEN list_contains(${a}, ${b}) END`;
    case "dot":
      return `CASE WHEN len(${a}) = len(${b}) THEN list_reduce(list_transform(${a}, lambda x, i: x * (${b})[i]), lambda s, p: s + p, CAST(0 AS DOUBLE)) END`;
    default:
      return assertNever(name);
  }
}

/** Floats as they are, whole numbers in 128 bits, decimals under TRY: what does not fit becomes null in each. */
function arithmeticSql(a: string, sign: string, b: string, type: ValueType): string {
  if (isFloat(type)) return `(${a} ${sign} ${b})`;
  if (isInteger(type)) return `TRY_CAST(CAST(${a} AS HUGEINT) ${sign} CAST(${b} AS HUGEINT) AS BIGINT)`;
  return `TRY_CAST(TRY(${a} ${sign} ${b}) AS ${sqlTypeOf(type)})`;
}

function caseSql(sql: readonly string[]): string {
  const whens: string[] = [];
  for (let at = 0; at + 1 < sql.length; at += 2) whens.push(`WHEN ${sql[at]} THEN ${sql[at + 1]}`);
  return whens.length === 0 ? (sql[0] ?? "NULL") : `CASE ${whens.join(" ")} ELSE ${sql.at(-1)} END`;
}

/** Number to number by TRY_CAST; a decimal becomes a float through its digits, which rounds once, not twice. */
function convertSql(a: string, from: ValueType, to: ValueType): string {
  if (to.kind === "embedding") {
    const isWhole = `len(${a}) = ${to.dimensions} AND len(list_filter(${a}, lambda x: TRY_CAST(x AS FLOAT) IS NULL)) = 0`;
    return `TRY_CAST(CASE WHEN ${isWhole} THEN ${a} END AS ${sqlTypeOf(to)})`;
  }
  if (to.kind === "list" && from.kind === "list")
    return `list_transform(${a}, lambda x: ${convertSql("x", from.element, to.element)})`;
  if (to.kind === "struct" && from.kind === "struct") {
    const fields = to.fields.map(({ name, type }, i) => {
      const field = `struct_extract(${a}, ${quoteText(name)})`;
      return `${quoteText(name)}: ${convertSql(field, from.fields[i]?.type ?? type, type)}`;
    });
    return `CASE WHEN ${a} IS NOT NULL THEN CAST({${fields.join(", ")}} AS ${sqlTypeOf(to)}) END`;
  }
  if (from.kind === "decimal" && isFloat(to))
    return `TRY_CAST(CAST(CAST(${a} AS VARCHAR) AS DOUBLE) AS ${sqlTypeOf(to)})`;
  return `TRY_CAST(${a} AS ${sqlTypeOf(to)})`;
}

/** Dates and times outside the years 1 to 9999 have no parts here; infinite ones neither. */
function inCommonYears(time: string, type: ValueType, sql: string): string {
  const [first, end] =
    type.kind === "date"
      ? [`CAST('1970-01-01' AS DATE) - ${-FIRST_DAY}`, `CAST('1970-01-01' AS DATE) + ${LAST_DAY_END}`]
      : [epochDay(type, FIRST_DAY), epochDay(type, LAST_DAY_END)];
  return `CASE WHEN ${time} >= ${first} AND ${time} < ${end} THEN ${sql} END`;
}

function epochDay(type: ValueType, day: number): string {
  const days = `CAST('1970-01-01' AS TIMESTAMP) + to_days(${day})`;
  return type.kind === "timestamp" ? `timezone('UTC', ${days})` : days;
}

function wallSql(time: string, zone: string | null): string {
  return zone === null ? time : `timezone(${quoteText(zone)}, ${time})`;
}

function differenceSql(a: string, b: string, type: ValueType): string {
  const isRegular = `isfinite(${a}) AND isfinite(${b})`;
  if (type.kind === "date") return `CASE WHEN ${isRegular} THEN CAST(${b} - ${a} AS BIGINT) END`;
  const apart = `CAST(epoch_us(${b}) AS HUGEINT) - CAST(epoch_us(${a}) AS HUGEINT)`;
  return `CASE WHEN ${isRegular} THEN TRY_CAST(${apart} AS BIGINT) END`;
}

function present(list: string): string {
  return `list_filter(${list}, lambda x: x IS NOT NULL)`;
}

function listSumSql(list: string, from: ValueType): string {
  const isOfFloats = from.kind === "list" && isFloat(from.element);
  if (isOfFloats) return `list_reduce(${present(list)}, lambda s, x: s + x, CAST(0 AS DOUBLE))`;
  const wide = `list_transform(${present(list)}, lambda x: CAST(x AS HUGEINT))`;
  return `TRY_CAST(list_reduce(${wide}, lambda s, x: s + x, CAST(0 AS HUGEINT)) AS BIGINT)`;
}

function leastSql(list: string, isBetter: string): string {
  return `CASE WHEN len(${present(list)}) > 0 THEN list_reduce(${present(list)}, lambda x, y: CASE WHEN ${isBetter} THEN y ELSE x END) END`;
}
