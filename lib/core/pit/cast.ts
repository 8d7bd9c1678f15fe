import { formatValueType, type ScalarKind, type ValueType } from "@/lib/core/model/value-type";

/**
 * What it takes to read a value of one type as another.
 *
 * - `same`: nothing.
 * - `widen`: every value survives unchanged (int32 as int64, float32 as float64, decimal(9,2) as decimal(18,2)).
 * - `checked`: a whole number that may not fit fails the run; int64 and decimal become the nearest float.
 * - `refuse`: everything else, whatever would round to a whole number included. In particular text is never a number,
 *   and a wall-clock time never an instant.
 */
export type CastRule = "same" | "widen" | "checked" | "refuse";

const INTEGER_BITS: Partial<Record<ScalarKind, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 };
/** Decimal digits that hold every value of the integer type. */
const INTEGER_DIGITS: Record<number, number> = { 8: 3, 16: 5, 32: 10, 64: 19 };
/** Bits of integers that the float type holds exactly. */
const EXACT_BITS: Partial<Record<ScalarKind, number>> = { float32: 24, float64: 53 };

/** @returns how a column of type `from` may be read as declared type `to`. */
export function castRule(from: ValueType, to: ValueType): CastRule {
  if (formatValueType(from) === formatValueType(to)) return "same";
  const numeric = numericRule(from, to);
  if (numeric) return numeric;
  if (from.kind === "list" && to.kind === "list") return castRule(from.element, to.element);
  if (from.kind === "list" && to.kind === "embedding") {
    return castRule(from.element, { kind: "float32" }) === "refuse" ? "refuse" : "checked";
  }
  if (from.kind === "struct" && to.kind === "struct") {
    const sameNames =
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => field.name === to.fields[i]?.name);
    if (!sameNames) return "refuse";
    return worstOf(from.fields.map((field, i) => castRule(field.type, to.fields[i]?.type ?? field.type)));
  }
  return "refuse";
}

/**
 * Whether a column may be compared with a join key of a declared type. Stricter than {@link castRule}: keys that round
 * would match the wrong entity, so only lossless casts count.
 */
export function keyCastRule(from: ValueType, to: ValueType): "same" | "widen" | "refuse" {
  const rule = castRule(from, to);
  return rule === "checked" ? "refuse" : rule;
}

function numericRule(from: ValueType, to: ValueType): CastRule | null {
  const fromBits = bitsOf(from);
  const toBits = bitsOf(to);
  const toExact = to.kind in EXACT_BITS ? EXACT_BITS[to.kind as ScalarKind] : undefined;
  if (fromBits && toBits) return fromBits < toBits ? "widen" : "checked";
  if (fromBits && toExact) return fromBits <= toExact ? "widen" : "checked";
  if (fromBits && to.kind === "decimal") {
    return to.precision - to.scale >= (INTEGER_DIGITS[fromBits] ?? 99) ? "widen" : "checked";
  }
  if (from.kind in EXACT_BITS && toExact) return from.kind === "float32" ? "widen" : "checked";
  if (from.kind !== "decimal") return null;
  if (toExact) return "checked";
  if (toBits) return from.scale === 0 ? "checked" : "refuse";
  if (to.kind !== "decimal" || to.scale < from.scale) return null;
  return to.precision - to.scale >= from.precision - from.scale ? "widen" : "checked";
}

function bitsOf(type: ValueType): number | undefined {
  return type.kind in INTEGER_BITS ? INTEGER_BITS[type.kind as ScalarKind] : undefined;
}

function worstOf(rules: CastRule[]): CastRule {
  for (const rule of ["refuse", "checked", "widen"] as const) if (rules.includes(rule)) return rule;
  return "same";
}
