import "server-only";
import type { ValueType } from "@/lib/core/model/value-type";

/** The greatest prime below 2^32: products of two smaller numbers fit 64 bits. */
const PRIME = 4_294_967_291n;
/** Odd, large and coprime to the prime; without meaning beyond that (Knuth's multiplicative constant). */
const FACTOR = 2_654_435_761n;

/**
 * SQL for the bucket of a typed key tuple, 0 to `buckets` - 1. Files on disk depend on it: it never changes, whatever
 * DuckDB's own hash does. Each key becomes a number below 4294967291 (whole numbers, dates and times in microseconds
 * modulo that prime; everything else the lower 64 bits, little endian, of the MD5 of its text as `CAST(… AS VARCHAR)`
 * writes it, modulo that prime); numbers are chained as `h = (h × 2654435761 + x + 1) mod 4294967291` from 0, key by
 * key in the entity's order, and mixed once more by squaring. Null keys have no bucket (null).
 *
 * @param keys SQL of each key and its value type; both sides of a bucket-wise join must have the same types.
 */
export function bucketSql(keys: readonly { sql: string; type: ValueType }[], buckets: number): string {
  if (buckets === 1) return `0`;
  const chained = keys.reduce(
    (sum, key) => `((${sum} * ${FACTOR}::UBIGINT + ${numberOf(key)} + 1) % ${PRIME}::UBIGINT)`,
    "0::UBIGINT",
  );
  // Sequences of whole numbers stay sequences under multiplication; the square breaks them up.
  return `((${chained} * ${chained} % ${PRIME}::UBIGINT) % ${buckets})::INTEGER`;
}

function numberOf({ sql, type }: { sql: string; type: ValueType }): string {
  const whole = (value: string) => `(((${value})::BIGINT % ${PRIME} + ${PRIME}) % ${PRIME})::UBIGINT`;
  switch (type.kind) {
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return whole(sql);
    case "date":
      return whole(`epoch_us(${sql}::TIMESTAMP)`);
    case "timestamp":
    case "timestamp_ntz":
      return whole(`epoch_us(${sql})`);
    default:
      return `(md5_number_lower(CAST(${sql} AS VARCHAR)) % ${PRIME}::UBIGINT)`;
  }
}
