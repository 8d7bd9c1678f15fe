import { parseValueType, type ValueType } from "../model/value-type";

/** What kind of change one type to another is; the rules of `level-rules.ts` say what it does to readers. */
export type TypeChange =
  | "type-int-widened"
  | "type-float-widened"
  | "type-int-to-float-exact"
  | "type-int-to-float-inexact"
  | "type-decimal-precision-up"
  | "type-decimal-scale-up"
  | "type-decimal-narrowed"
  | "type-date-to-timestamp"
  | "type-zone-changed"
  | "type-string-bytes"
  | "type-int-narrowed"
  | "type-float-narrowed"
  | "type-struct-field-added"
  | "type-struct-field-dropped"
  | "type-embedding-changed"
  | "type-replaced";

const INT_BITS: Partial<Record<string, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 };
/** Integers up to this many bits are exact in the float type: 24 and 53 bits of mantissa. */
const FLOAT_EXACT_BITS: Partial<Record<string, number>> = { float32: 16, float64: 32 };

/**
 * Everything that changes when a type becomes another: one entry for scalars, one for each changed part of
 * nested types. [] when both are the same (a struct whose fields only moved is the same).
 * Source: the promotion tables of Avro, Iceberg and Delta as compared in the compatibility rules.
 */
export function typeChanges(from: ValueType, to: ValueType): TypeChange[] {
  if (from.kind === "list" && to.kind === "list") return typeChanges(from.element, to.element);
  if (from.kind === "struct" && to.kind === "struct") return structChanges(from, to);
  if (from.kind === "embedding" && to.kind === "embedding") {
    return from.dimensions === to.dimensions ? [] : ["type-embedding-changed"];
  }
  if (from.kind === "decimal" && to.kind === "decimal") return decimalChanges(from, to);
  return from.kind === to.kind ? [] : [scalarChange(from.kind, to.kind)];
}

/** As {@link typeChanges}, for types as text; an unreadable type counts as replaced. */
export function typeTextChanges(from: string, to: string): TypeChange[] {
  if (from === to) return [];
  const [before, after] = [parseValueType(from), parseValueType(to)];
  return before && after ? typeChanges(before, after) : ["type-replaced"];
}

function scalarChange(from: string, to: string): TypeChange {
  const fromBits = INT_BITS[from];
  const toBits = INT_BITS[to];
  if (fromBits && toBits) return fromBits < toBits ? "type-int-widened" : "type-int-narrowed";
  if (from === "float32" && to === "float64") return "type-float-widened";
  if (from === "float64" && to === "float32") return "type-float-narrowed";
  const exactBits = FLOAT_EXACT_BITS[to];
  if (fromBits && exactBits)
    return fromBits <= exactBits ? "type-int-to-float-exact" : "type-int-to-float-inexact";
  if (from === "date" && to === "timestamp_ntz") return "type-date-to-timestamp";
  const isZoned = (kind: string) => kind === "timestamp";
  const isNaive = (kind: string) => kind === "date" || kind === "timestamp_ntz";
  if ((isZoned(from) && isNaive(to)) || (isNaive(from) && isZoned(to))) return "type-zone-changed";
  if ((from === "string" && to === "bytes") || (from === "bytes" && to === "string"))
    return "type-string-bytes";
  return "type-replaced";
}

type Decimal = Extract<ValueType, { kind: "decimal" }>;

function decimalChanges(from: Decimal, to: Decimal): TypeChange[] {
  const precision = to.precision - from.precision;
  const scale = to.scale - from.scale;
  if (precision === 0 && scale === 0) return [];
  if (scale === 0) return [precision > 0 ? "type-decimal-precision-up" : "type-decimal-narrowed"];
  if (scale > 0) return [precision >= scale ? "type-decimal-scale-up" : "type-replaced"];
  return [precision <= scale ? "type-decimal-narrowed" : "type-replaced"];
}

type Struct = Extract<ValueType, { kind: "struct" }>;

function structChanges(from: Struct, to: Struct): TypeChange[] {
  const after = new Map(to.fields.map((field) => [field.name, field.type]));
  const before = new Set(from.fields.map((field) => field.name));
  const changes = from.fields.flatMap(({ name, type }): TypeChange[] => {
    const next = after.get(name);
    return next ? typeChanges(type, next) : ["type-struct-field-dropped"];
  });
  for (const { name } of to.fields) if (!before.has(name)) changes.push("type-struct-field-added");
  return [...new Set(changes)];
}

/**
 * Whether values of a column may be read as a declared type: `lossless` without a doubt, `inexact` with
 * rounding (large integers or decimals as floats), `zoned` when only the time zone of the column is missing,
 * `refused` when only an explicit cast in SQL will do.
 */
export function readableAs(
  column: ValueType,
  declared: ValueType,
): "lossless" | "inexact" | "zoned" | "refused" {
  if (column.kind === "list" && declared.kind === "embedding") {
    return /^float/.test(column.element.kind) ? "lossless" : "refused";
  }
  if (column.kind === "list" && declared.kind === "list") return readableAs(column.element, declared.element);
  if (column.kind === "decimal" && /^float/.test(declared.kind)) return "inexact";
  if ((column.kind === "date" || column.kind === "timestamp_ntz") && declared.kind === "timestamp")
    return "zoned";
  const changes = typeChanges(column, declared);
  if (changes.includes("type-int-to-float-inexact")) return "inexact";
  return changes.every((change) => LOSSLESS.has(change)) ? "lossless" : "refused";
}

const LOSSLESS: ReadonlySet<TypeChange> = new Set<TypeChange>([
  "type-int-widened",
  "type-float-widened",
  "type-int-to-float-exact",
  "type-decimal-precision-up",
  "type-decimal-scale-up",
  "type-date-to-timestamp",
]);
