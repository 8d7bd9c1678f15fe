import "server-only";
import { type FieldProblem, invalid } from "@/lib/core/errors";
import { formatValueType, type ValueType } from "@/lib/core/model/value-type";
import { COMMIT_COLUMN, SEQ_COLUMN } from "@/lib/core/offline/layout";
import type { StoredColumn, StoredSchema } from "@/lib/core/offline/schema";
import { castRule, keyCastRule } from "@/lib/core/pit/cast";
import { quoteName, quoteText } from "../../quote";
import { sqlTypeOf } from "../../types";
import { typeOf } from "../spine";
import { isValidText, textValue } from "../text-values";
import type { Staged, StagedColumn } from "./stage";

/** A column of the schema with the SQL that reads it from staged rows. */
export interface TypedInput {
  column: StoredColumn;
  type: ValueType;
  /** The value as it came; null when the row has none. */
  raw: string;
  /** The value as its declared type; null when `raw` is none of that type. */
  typed: string;
}

/**
 * Matches the columns of staged rows with those of the schema, by name.
 *
 * @throws AppError INVALID naming every column that is missing, unknown, or of a type that cannot become the declared
 *   one: no row of such a file is right.
 */
export function typedInputs(staged: Staged, schema: StoredSchema): TypedInput[] {
  const problems: FieldProblem[] = [];
  const known = new Map(staged.columns.map((column) => [column.name, column]));
  const expected = schema.columns.map(({ name }) => name).join(", ");
  for (const { name } of staged.columns) {
    // Files that were read out of the store bring these along.
    if (name === SEQ_COLUMN || name === COMMIT_COLUMN) continue;
    if (!schema.columns.some((column) => column.name === name))
      problems.push({ path: name, message: `${schema.group} has no column ${name}`, expected });
  }
  const inputs = schema.columns.map((column): TypedInput => {
    const type = typeOf(column.type);
    const found = known.get(column.name);
    if (!found) {
      if (!staged.isSparse)
        problems.push({ path: column.name, message: "the column is missing", expected: column.type });
      return { column, type, raw: "NULL::VARCHAR", typed: `NULL::${sqlTypeOf(type)}` };
    }
    const zone = isTime(column) ? schema.timezone : null;
    const problem = staged.encoding === "typed" ? typeProblem(found, column, type, zone) : null;
    if (problem) problems.push({ path: column.name, ...problem });
    return { column, type, raw: found.sql, typed: problem ? "NULL" : typedSql(staged, found, type, zone) };
  });
  if (problems.length > 0) throw invalid(problems);
  return inputs;
}

function isTime({ role }: StoredColumn): boolean {
  return role === "event_time" || role === "created_time";
}

function typeProblem(
  found: StagedColumn,
  column: StoredColumn,
  type: ValueType,
  zone: string | null,
): { message: string; expected: string } | null {
  const isNaive = found.type.kind === "timestamp_ntz" || found.type.kind === "date";
  if (isTime(column) && isNaive) {
    return zone === null
      ? { message: `has no time zone (${found.type.kind}), and none is declared`, expected: "timestamp" }
      : null;
  }
  const rule = column.role === "key" ? keyCastRule(found.type, type) : castRule(found.type, type);
  return rule === "refuse"
    ? { message: `is ${formatValueType(found.type)}, declared is ${column.type}`, expected: column.type }
    : null;
}

function typedSql(staged: Staged, found: StagedColumn, type: ValueType, zone: string | null): string {
  switch (staged.encoding) {
    case "text":
      return guarded(isValidText(found.sql, type, zone), textValue(found.sql, type, zone), found.sql, type);
    case "json":
      return jsonValue(found.sql, type, zone);
    case "typed":
      return castValue(found, type, zone);
  }
}

function castValue(found: StagedColumn, type: ValueType, zone: string | null): string {
  if (type.kind === "timestamp" && found.type.kind !== "timestamp")
    return `timezone(${quoteText(zone ?? "UTC")}, CAST(${found.sql} AS TIMESTAMP))`;
  return formatValueType(found.type) === formatValueType(type)
    ? found.sql
    : `TRY_CAST(${found.sql} AS ${sqlTypeOf(type)})`;
}

/** JSON text that holds a value of the type: numbers keep their digits, and what JSON numbers cannot say comes as text. */
function jsonValue(json: string, type: ValueType, zone: string | null): string {
  const isText = `starts_with(${json}, '"')`;
  const text = `json_extract_string(${json}, '$')`;
  switch (type.kind) {
    case "bool":
      return `CASE ${json} WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case "list":
    case "struct":
    case "embedding":
      return nested(json, type);
    case "string":
    case "bytes":
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return `CASE WHEN ${isText} THEN ${guarded(isValidText(text, type, zone), textValue(text, type, zone), text, type)} END`;
    default: {
      const scalar = `(CASE WHEN ${isText} THEN ${text} ELSE ${json} END)`;
      const value = guarded(isValidText(scalar, type, zone), textValue(scalar, type, zone), scalar, type);
      // A JSON number of more digits has been rounded on its way: such decimals come as text.
      const isExact =
        type.kind === "decimal"
          ? `${isText} OR length(regexp_replace(${json}, '[^0-9]', '', 'g')) <= 15`
          : "true";
      return `CASE WHEN ${isExact} THEN ${value} END`;
    }
  }
}

/** The value where the text is one. TRY, because a guard inside CASE does not keep the optimizer from evaluating more. */
function guarded(isValid: string, value: string, text: string, type: ValueType): string {
  if (type.kind === "list" || type.kind === "struct" || type.kind === "embedding") return nested(text, type);
  return type.kind === "string" ? value : `CASE WHEN ${isValid} THEN TRY(${value}) END`;
}

/** Lists and structs by JSON's strict reader: a plain cast would make null of elements that do not fit. */
function nested(json: string, type: ValueType): string {
  const strict = `TRY(json_transform_strict(TRY_CAST(${json} AS JSON), ${quoteText(JSON.stringify(structureOf(type)))}))`;
  return `TRY_CAST(${strict} AS ${sqlTypeOf(type)})`;
}

type Structure = string | Structure[] | { [field: string]: Structure };

function structureOf(type: ValueType): Structure {
  switch (type.kind) {
    case "list":
      return [structureOf(type.element)];
    case "embedding":
      return ["FLOAT"];
    case "struct":
      return Object.fromEntries(type.fields.map((field) => [field.name, structureOf(field.type)]));
    default:
      return sqlTypeOf(type);
  }
}

/** SQL of the columns under their names. */
export function selectTyped(inputs: readonly TypedInput[]): string {
  return inputs.map(({ column, typed }) => `${typed} AS ${quoteName(column.name)}`).join(",\n  ");
}
